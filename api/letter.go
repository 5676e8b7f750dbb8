package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/documents"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

// IssuedLetters keeps what was handed out with a verification code; store fits it.
type IssuedLetters interface {
	LetterOf(ctx context.Context, projectID, contentSHA string) (store.IssuedLetter, bool, error)
	IssueLetter(ctx context.Context, l store.IssuedLetter, text string) (store.IssuedLetter, error)
	IssuedLetter(ctx context.Context, code string) (store.IssuedLetter, error)
	IssuedLetters(ctx context.Context, projectID string, limit int) ([]store.IssuedLetter, error)
	LetterWords(ctx context.Context, l store.IssuedLetter) (string, error)
}

// letter is one letter that the reader may have: which, its file's name, and what
// it is filled with.
type letter struct {
	kind, name string
	values     documents.Values
	project    string              // of a letter that is handed out with a verification code
	kept       *store.IssuedLetter // one that was handed out before
}

// LetterPage is a letter to be read and printed in the console: the same words as
// its Word file.
type LetterPage struct {
	documents.Sheet
	File string `json:"file" doc:"Word 文件的名称"`
}

// serve answers a letter in both its forms, each to whoever may have it: as a Word
// file, and under the address without .docx as a page.
func serve[In any](api huma.API, k paperDesk, id, path, title string, find func(context.Context, *In) (*letter, error), more ...func(*huma.Operation)) {
	const tag = "文书"
	huma.Register(api, op(id, http.MethodGet, path+".docx", tag, title, more...), func(ctx context.Context, in *In) (*paperOut, error) {
		name, sheet, err := found(ctx, k, in, find)
		if err != nil {
			return nil, err
		}
		var b bytes.Buffer
		if err := sheet.WriteDocx(&b); err != nil {
			return nil, err
		}
		return paper(name, wordFile, &b), nil
	})
	huma.Register(api, op(id+"-page", http.MethodGet, path, tag, title+"（网页）", more...), func(ctx context.Context, in *In) (*bodyOut[LetterPage], error) {
		name, sheet, err := found(ctx, k, in, find)
		return answer(LetterPage{sheet, name}, err)
	})
}

func found[In any](ctx context.Context, k paperDesk, in *In, find func(context.Context, *In) (*letter, error)) (string, documents.Sheet, error) {
	l, err := find(ctx, in)
	if err != nil {
		return "", documents.Sheet{}, err
	}
	sheet, err := k.sheet(ctx, l)
	return l.name + ".docx", sheet, err
}

// sheet puts a letter's words in place. One that was handed out keeps its words; any
// other has those in force at the end of its day: what is numbered and dated is not
// worded anew by a later version.
func (k paperDesk) sheet(ctx context.Context, l *letter) (documents.Sheet, error) {
	switch {
	case l.kept != nil:
		return k.again(ctx, *l.kept)
	case l.project != "":
		return k.issued(ctx, l)
	}
	var until time.Time
	if on, ok := l.values["issued_on"].(workcal.Date); ok && !on.IsZero() {
		until = on.AddDays(1).At(0, 0)
	}
	text, _, err := k.LetterTemplates.LetterText(ctx, l.kind, until)
	if err != nil {
		return documents.Sheet{}, err
	}
	return k.filled(l.kind, text, l.values)
}

// filled puts values into words, "" being the shipped ones.
func (k paperDesk) filled(kind, text string, v documents.Values) (documents.Sheet, error) {
	template, err := k.Letters.Template(kind, text)
	if err != nil {
		return documents.Sheet{}, err
	}
	return template.Sheet(v)
}

// issued is a letter with its verification code. What is filled with the same is the
// same letter: it keeps its code and its words however often it is printed.
func (k paperDesk) issued(ctx context.Context, l *letter) (documents.Sheet, error) {
	content, err := l.values.Keep()
	if err != nil {
		return documents.Sheet{}, err
	}
	kept, known, err := k.IssuedLetters.LetterOf(ctx, l.project, sha(content))
	if err != nil {
		return documents.Sheet{}, err
	}
	if !known {
		if kept, err = k.issueNew(ctx, l, sha(content)); err != nil {
			return documents.Sheet{}, err
		}
	}
	return k.again(ctx, kept)
}

func (k paperDesk) issueNew(ctx context.Context, l *letter, content string) (kept store.IssuedLetter, err error) {
	info, _ := k.Letters.Info(l.kind)
	text, version, err := k.wordsInForce(ctx, info)
	if err != nil {
		return kept, err
	}
	template, err := k.Letters.Template(l.kind, text)
	if err != nil {
		return kept, err
	}
	code, err := documents.NewVerifyCode()
	if err != nil {
		return kept, err
	}
	v := maps.Clone(l.values)
	v["verify_code"], v["verify_at"] = documents.ShownCode(code), k.PublicURL+verifyPath
	kept = store.IssuedLetter{
		Code: code, Kind: l.kind, ProjectID: l.project, ContentSHA: content, TemplateVersion: version.Version,
		Issuer: k.Office.Unit, IssuedBy: auth.Actor(ctx).UserID, IssuedAt: k.Now(),
	}
	if err := keepIn(&kept, template, v); err != nil {
		return kept, fmt.Errorf("issue %s: %w", l.name, err)
	}
	return k.IssuedLetters.IssueLetter(ctx, kept, text)
}

// keepIn writes into an issued letter what it says: its file's hash, its facts and
// what it was filled with.
func keepIn(l *store.IssuedLetter, template *documents.Template, v documents.Values) error {
	sheet, err := template.Sheet(v)
	if err != nil {
		return err
	}
	var file bytes.Buffer
	if err := sheet.WriteDocx(&file); err != nil {
		return err
	}
	facts, err := json.Marshal(factsOf(template.Printed(v)))
	if err != nil {
		return err
	}
	filled, err := v.Keep()
	l.FileSHA, l.Facts, l.Filled = sha(file.Bytes()), string(facts), string(filled)
	return err
}

// again is an issued letter in the words it was handed out with.
func (k paperDesk) again(ctx context.Context, l store.IssuedLetter) (documents.Sheet, error) {
	text, err := k.IssuedLetters.LetterWords(ctx, l)
	if err != nil {
		return documents.Sheet{}, err
	}
	v, err := documents.Kept([]byte(l.Filled))
	if err != nil {
		return documents.Sheet{}, fmt.Errorf("letter %s: %w", l.Code, err)
	}
	return k.filled(l.Kind, text, v)
}

// factsOf reads back what a letter was filled with.
func factsOf(v documents.Values) LetterFacts {
	text := func(v documents.Values, key string) string { s, _ := v[key].(string); return s }
	f := LetterFacts{
		DocNo: text(v, "doc_no"), To: text(v, "owner"), Project: text(v, "project"), Phase: text(v, "phase"), Asks: text(v, "your_part"), Rows: []LetterRow{},
	}
	f.AsOf, _ = v["as_of"].(workcal.Date)
	items, _ := v["issues"].([]documents.Values)
	for _, i := range items {
		f.Rows = append(f.Rows, LetterRow{No: text(i, "no"), Title: text(i, "title"), State: text(i, "state"), Holder: text(i, "holder"), Due: text(i, "due")})
	}
	return f
}

func sha(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// IssuedLetterView is a letter that was handed out and can be printed again.
type IssuedLetterView struct {
	Code     string    `json:"code" doc:"核验码"`
	IssuedAt time.Time `json:"issued_at" doc:"出具时间"`
	Version  int       `json:"version" doc:"所用文书模板的版本，0 为随程序提供"`
}

// listedLetters is how many letters of a project are listed.
const listedLetters = 50

// reprints lists the letters to a project's owner that the reader may print again.
func (k paperDesk) reprints(ctx context.Context, in *IDIn) (*listOut[IssuedLetterView], error) {
	if _, err := k.ownersProject(ctx, in.ID); err != nil {
		return nil, err
	}
	list, err := k.IssuedLetters.IssuedLetters(ctx, in.ID, listedLetters)
	if err != nil {
		return nil, err
	}
	views := []IssuedLetterView{}
	for _, l := range list {
		if mayReprint(auth.Actor(ctx), l) {
			views = append(views, IssuedLetterView{documents.ShownCode(l.Code), l.IssuedAt, l.TemplateVersion})
		}
	}
	return newList(views, ""), nil
}

// mayReprint: the letter is its owner's; of the others, who did not issue it may see
// less than was written in it.
func mayReprint(reader org.Actor, l store.IssuedLetter) bool {
	return casefile.SeesAll(reader) || reader.Has(org.Owner) || l.IssuedBy == reader.UserID
}

type reprintIn struct {
	IDIn
	Code string `path:"code" maxLength:"64" doc:"核验码"`
}

func (k paperDesk) reprint(ctx context.Context, in *reprintIn) (*letter, error) {
	p, err := k.ownersProject(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	code, ok := documents.ReadVerifyCode(in.Code)
	if !ok {
		return nil, fault.New(fault.NotFound, "verify.mistyped", "the check does not fit")
	}
	l, err := k.IssuedLetters.IssuedLetter(ctx, code)
	if err != nil {
		return nil, err
	}
	if l.ProjectID != in.ID || !l.Reprints() || !mayReprint(auth.Actor(ctx), l) {
		return nil, fault.New(fault.NotFound, "verify.unknown", "letter %s is not one of project %s to print again", code, in.ID)
	}
	return &letter{name: "项目进展函 " + p.Name, kept: &l}, nil
}

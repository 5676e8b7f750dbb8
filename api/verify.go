package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/documents"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

const (
	verifyPath  = "/verify" // of the console
	verifyWrong = 10        // wrong codes from one address in verifyFor
	verifyFor   = 10 * time.Minute
)

// IssuedLetters keeps what was handed out with a verification code; store fits it.
type IssuedLetters interface {
	LetterOf(ctx context.Context, projectID, contentSHA string) (store.IssuedLetter, bool, error)
	IssueLetter(ctx context.Context, l store.IssuedLetter) (store.IssuedLetter, error)
	IssuedLetter(ctx context.Context, code string) (store.IssuedLetter, error)
}

// LetterFacts is what a progress letter says, word for word and nothing else.
type LetterFacts struct {
	DocNo   string       `json:"doc_no" doc:"文号"`
	To      string       `json:"to" doc:"主送"`
	Project string       `json:"project" doc:"项目名称"`
	Phase   string       `json:"phase" doc:"项目阶段"`
	AsOf    workcal.Date `json:"as_of" doc:"截止日期"`
	Rows    []LetterRow  `json:"rows" nullable:"false" doc:"函中所列问题"`
	Asks    string       `json:"asks,omitempty" doc:"需贵单位配合"`
}

// LetterRow is one line of a progress letter's table.
type LetterRow struct {
	No     string `json:"no"`
	Title  string `json:"title"`
	State  string `json:"state"`
	Holder string `json:"holder"`
	Due    string `json:"due"`
}

// LetterCheck is what a reader of a paper compares it with.
type LetterCheck struct {
	Code     string    `json:"code" doc:"核验码"`
	Title    string    `json:"title" doc:"文书标题"`
	Issuer   string    `json:"issuer" doc:"发文单位"`
	IssuedAt time.Time `json:"issued_at" doc:"出具时间"`
	FileSHA  string    `json:"file_sha256" doc:"电子文件的 SHA-256"`
	LetterFacts
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

// issued prints a progress letter with its verification code. The same words are
// the same letter: it keeps its code however often it is printed.
func (k paperDesk) issued(ctx context.Context, projectID, name string, v documents.Values) (*paperOut, error) {
	bare, err := k.print(documents.ProgressLetter, name, v)
	if err != nil {
		return nil, err
	}
	content := sha(bare.Body)
	kept, known, err := k.IssuedLetters.LetterOf(ctx, projectID, content)
	if err != nil {
		return nil, err
	}
	if !known {
		if kept, err = k.issueNew(ctx, projectID, name, content, v); err != nil {
			return nil, err
		}
	}
	return k.coded(name, kept.Code, v)
}

func (k paperDesk) issueNew(ctx context.Context, projectID, name, content string, v documents.Values) (store.IssuedLetter, error) {
	code, err := documents.NewVerifyCode()
	if err != nil {
		return store.IssuedLetter{}, err
	}
	out, err := k.coded(name, code, v)
	if err != nil {
		return store.IssuedLetter{}, err
	}
	facts, err := json.Marshal(factsOf(v))
	if err != nil {
		return store.IssuedLetter{}, fmt.Errorf("facts of %s: %w", name, err)
	}
	return k.IssuedLetters.IssueLetter(ctx, store.IssuedLetter{
		Code: code, Kind: documents.ProgressLetter, ProjectID: projectID, ContentSHA: content, FileSHA: sha(out.Body), Facts: string(facts),
		Issuer: k.Office.Unit, IssuedBy: auth.Actor(ctx).UserID, IssuedAt: k.Now(),
	})
}

// coded prints a letter with a code and where to look it up.
func (k paperDesk) coded(name, code string, v documents.Values) (*paperOut, error) {
	v["verify_code"], v["verify_at"] = documents.ShownCode(code), k.PublicURL+verifyPath
	return k.print(documents.ProgressLetter, name, v)
}

func sha(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

type verifyDesk struct {
	Deps
	wrong *limiter
}

func registerVerify(api huma.API, d Deps) {
	desk := verifyDesk{d, newLimiter(verifyWrong, verifyFor)}
	huma.Register(api, op("letters-verify", http.MethodGet, "/api/verify/{code}", "文书", "按核验码核对文书", public), desk.verify)
}

type verifyIn struct {
	Code string `path:"code" maxLength:"64" doc:"文书上印的核验码，大小写、横线不限"`
}

// verify answers with what was printed, to whoever holds the paper. Wrong codes
// are counted by address; a mistyped one is told as such and asks no database.
func (k verifyDesk) verify(ctx context.Context, in *verifyIn) (*bodyOut[LetterCheck], error) {
	now, from := k.Now(), hand(ctx).IP
	if left, full := k.wrong.full(from, now); full {
		return nil, fault.New(fault.Busy, "verify.often", "too many wrong codes from %s", from).With("minutes", minutesOf(left))
	}
	code, ok := documents.ReadVerifyCode(in.Code)
	if !ok {
		k.wrong.count(from, now)
		return nil, fault.New(fault.NotFound, "verify.mistyped", "the check does not fit")
	}
	l, err := k.IssuedLetters.IssuedLetter(ctx, code)
	if fault.Is(err, "verify.unknown") {
		k.wrong.count(from, now)
	}
	if err != nil {
		return nil, err
	}
	out := LetterCheck{Code: documents.ShownCode(l.Code), Issuer: l.Issuer, IssuedAt: l.IssuedAt, FileSHA: l.FileSHA}
	if err := json.NewDecoder(bytes.NewReader([]byte(l.Facts))).Decode(&out.LetterFacts); err != nil {
		return nil, fmt.Errorf("facts of letter %s: %w", l.Code, err)
	}
	out.Title = "关于" + out.Project + "进展情况的函"
	return answer(out, nil)
}

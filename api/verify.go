package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/diaodu/diaodu/documents"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/workcal"
)

const (
	verifyPath  = "/verify" // of the console
	verifyWrong = 10        // wrong codes from one address in verifyFor
	verifyFor   = 10 * time.Minute
)

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
	// Letter is every word of the paper; letters from before words were kept have none.
	Letter *documents.Sheet `json:"letter,omitempty" doc:"出具时的全文"`
	LetterFacts
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
	if err := json.Unmarshal([]byte(l.Facts), &out.LetterFacts); err != nil {
		return nil, fmt.Errorf("facts of letter %s: %w", l.Code, err)
	}
	if !l.Reprints() {
		out.Title = "关于" + out.Project + "进展情况的函" // the only title there was then
		return answer(out, nil)
	}
	sheet, err := paperDesk{k.Deps}.again(ctx, l)
	if err != nil {
		return nil, err
	}
	out.Title, out.Letter = sheet.Heading(), &sheet
	return answer(out, nil)
}

// Package enterprise is the owner's side of the register: companies and what
// their records must be like. Who acts for a company is domain/account's matter.
// It does no I/O and never asks the time.
package enterprise

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/diaodu/diaodu/domain/fault"
)

// Enterprise is one company or institution that owns projects 项目业主.
type Enterprise struct {
	ID         string   `json:"id"`
	Name       string   `json:"name"`
	ShortName  string   `json:"short_name"`
	CreditCode string   `json:"credit_code"` // 统一社会信用代码, 18 characters, empty while unknown
	LegalRep   string   `json:"legal_rep"`   // 法定代表人
	Contact    string   `json:"contact"`
	Phone      string   `json:"phone"`
	TownCode   string   `json:"town_code"`
	Address    string   `json:"address"`
	Tags       []string `json:"tags"` // 链主, 龙头 …
	Demo       bool     `json:"demo"`
}

// Check refuses a record whose fields cannot be right.
func (e Enterprise) Check() error {
	if strings.TrimSpace(e.Name) == "" {
		return fault.New(fault.Invalid, "enterprise.missing", "no name").On("name").With("name", "企业名称")
	}
	if utf8.RuneCountInString(e.Name) > 200 {
		return fault.New(fault.Invalid, "enterprise.name_too_long", "the name is longer than 200 characters").On("name")
	}
	if e.CreditCode != "" {
		return CheckCreditCode(e.CreditCode)
	}
	return nil
}

// creditAlphabet is the digits of GB 32100-2015: no I, O, S, V, Z.
const creditAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// CheckCreditCode checks a unified social credit code 统一社会信用代码 of GB
// 32100-2015: 18 characters, the last a check digit modulo 31 with weights 3^i.
func CheckCreditCode(code string) error {
	refuse := func(why string) error {
		return fault.New(fault.Invalid, "enterprise.credit_code", "credit code %q: %s", code, why).
			On("credit_code").With("why", why)
	}
	if len(code) != 18 {
		return refuse("应为18位")
	}
	sum, weight := 0, 1
	for i := range 17 {
		v := strings.IndexByte(creditAlphabet, code[i])
		if v < 0 {
			return refuse("含有不允许的字符“" + string(code[i]) + "”")
		}
		sum += v * weight
		weight = weight * 3 % 31
	}
	if want := creditAlphabet[(31-sum%31)%31]; code[17] != want {
		return refuse("校验位不符，请核对是否录错")
	}
	return nil
}

// NormalCreditCode is the one spelling of a code: no blanks, upper case.
func NormalCreditCode(s string) string {
	return strings.ToUpper(strings.Join(strings.Fields(s), ""))
}

// Patch changes an enterprise's record; a nil field stays as it is.
type Patch struct {
	Name       *string   `json:"name,omitempty" maxLength:"200"`
	ShortName  *string   `json:"short_name,omitempty" maxLength:"64"`
	CreditCode *string   `json:"credit_code,omitempty" maxLength:"40" doc:"统一社会信用代码"`
	LegalRep   *string   `json:"legal_rep,omitempty" maxLength:"64"`
	Contact    *string   `json:"contact,omitempty" maxLength:"64"`
	Phone      *string   `json:"phone,omitempty" maxLength:"32"`
	TownCode   *string   `json:"town_code,omitempty" maxLength:"16"`
	Address    *string   `json:"address,omitempty" maxLength:"255"`
	Tags       *[]string `json:"tags,omitempty" maxItems:"20"`
}

// Patched gives the enterprise with the patch applied.
func (e Enterprise) Patched(p Patch) Enterprise {
	for _, f := range []struct{ to, from *string }{
		{&e.Name, p.Name},
		{&e.ShortName, p.ShortName},
		{&e.CreditCode, p.CreditCode},
		{&e.LegalRep, p.LegalRep},
		{&e.Contact, p.Contact},
		{&e.Phone, p.Phone},
		{&e.TownCode, p.TownCode},
		{&e.Address, p.Address},
	} {
		if f.from != nil {
			*f.to = *f.from
		}
	}
	if p.Tags != nil {
		e.Tags = append([]string{}, *p.Tags...)
	}
	return e
}

// Normal spells name and credit code the one way they are stored.
func (e Enterprise) Normal() Enterprise {
	e.Name = strings.TrimSpace(e.Name)
	e.CreditCode = NormalCreditCode(e.CreditCode)
	return e
}

// View is an enterprise as its readers see it.
type View struct {
	Enterprise
	Version   int       `json:"version"`
	UpdatedAt time.Time `json:"updated_at"`
}

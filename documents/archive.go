package documents

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"strings"
	"time"
	"unicode"
)

// Archive is a closed case as it is put away (L-6): what happened and the papers
// of it.
type Archive struct {
	Kind      string // 问题, 会议, 督办任务
	No        string
	Title     string
	Facts     []ArchiveFact // shown at the head of the index, in this order
	ClosedAt  time.Time
	Events    []ArchiveEvent
	Documents []ArchiveDocument
}

// ArchiveFact is one line of the head: 项目名称, 业主, 牵头单位 …
type ArchiveFact struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// ArchiveEvent is one event of the case. Data is kept in index.json as it is.
type ArchiveEvent struct {
	Seq   int64           `json:"seq"`
	At    time.Time       `json:"at"`
	Actor string          `json:"actor"`
	Act   string          `json:"act"`
	Text  string          `json:"text"`
	Data  json.RawMessage `json:"data,omitempty"`
}

// ArchiveDocument is one paper. SHA256 is what was recorded when it was
// uploaded, in hex; Open gives its bytes.
type ArchiveDocument struct {
	ID         string
	Name       string // as uploaded; two papers may have the same
	Kind       string // 现场照片, 会议纪要 …
	SHA256     string
	UploadedBy string
	UploadedAt time.Time
	Open       func(context.Context) (io.ReadCloser, error)
}

// archived is a document as the index lists it.
type archived struct {
	Path       string    `json:"path"`
	ID         string    `json:"id"`
	Name       string    `json:"name"`
	Kind       string    `json:"kind,omitempty"`
	SHA256     string    `json:"sha256"`
	Size       int64     `json:"size"`
	UploadedBy string    `json:"uploaded_by,omitempty"`
	UploadedAt time.Time `json:"uploaded_at,omitzero"`
}

// WriteArchive writes the case as a ZIP: 附件/001-name … as they are, index.json
// for programs and index.html for people, which opens without a network. A
// document whose bytes are not those recorded stops the writing: a false paper
// is never put away as a true one. The same archive gives the same bytes.
func WriteArchive(ctx context.Context, w io.Writer, a Archive) error {
	z := zip.NewWriter(w)
	var list []archived
	for i, d := range a.Documents {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("archive %s: %w", a.No, err)
		}
		// The number keeps two papers of one name apart.
		entry := archived{
			Path: fmt.Sprintf("附件/%03d-%s", i+1, fileName(d.Name)), ID: d.ID, Name: d.Name, Kind: d.Kind,
			UploadedBy: d.UploadedBy, UploadedAt: inChina(d.UploadedAt),
		}
		if err := entry.pack(ctx, z, d); err != nil {
			return fmt.Errorf("archive document %s of %s: %w", d.ID, a.No, err)
		}
		list = append(list, entry)
	}
	if err := a.index(z, list); err != nil {
		return fmt.Errorf("archive %s: %w", a.No, err)
	}
	return z.Close()
}

// pack copies one document and checks that it is the one recorded.
func (e *archived) pack(ctx context.Context, z *zip.Writer, d ArchiveDocument) error {
	r, err := d.Open(ctx)
	if err != nil {
		return fmt.Errorf("open: %w", err)
	}
	defer func() { _ = r.Close() }() // it was only read
	out, err := z.CreateHeader(&zip.FileHeader{Name: e.Path, Method: zip.Deflate, Modified: zipTime})
	if err != nil {
		return err
	}
	sum := sha256.New()
	if e.Size, err = io.Copy(io.MultiWriter(out, sum), r); err != nil {
		return fmt.Errorf("copy: %w", err)
	}
	e.SHA256 = hex.EncodeToString(sum.Sum(nil))
	if !strings.EqualFold(e.SHA256, d.SHA256) {
		return fmt.Errorf("its bytes have sha256 %s, recorded was %s", e.SHA256, d.SHA256)
	}
	return nil
}

// archiveIndex is index.json. Its names are a promise to later readers.
type archiveIndex struct {
	Format    int            `json:"format"`
	Kind      string         `json:"kind"`
	No        string         `json:"no"`
	Title     string         `json:"title"`
	ClosedAt  time.Time      `json:"closed_at,omitzero"`
	Facts     []ArchiveFact  `json:"facts"`
	Events    []ArchiveEvent `json:"events"`
	Documents []archived     `json:"documents"`
}

func (a Archive) index(z *zip.Writer, list []archived) error {
	in := archiveIndex{
		Format: 1, Kind: a.Kind, No: a.No, Title: a.Title, ClosedAt: inChina(a.ClosedAt),
		Facts: append([]ArchiveFact{}, a.Facts...), Events: []ArchiveEvent{}, Documents: append([]archived{}, list...),
	}
	for _, e := range a.Events {
		e.At = inChina(e.At)
		in.Events = append(in.Events, e)
	}
	var forPrograms bytes.Buffer
	enc := json.NewEncoder(&forPrograms)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(in); err != nil {
		return fmt.Errorf("write index.json: %w", err)
	}
	var forPeople bytes.Buffer
	if err := archivePage.Execute(&forPeople, in); err != nil {
		return fmt.Errorf("write index.html: %w", err)
	}
	for _, p := range []struct {
		name    string
		content []byte
	}{{"index.json", forPrograms.Bytes()}, {"index.html", forPeople.Bytes()}} {
		f, err := z.CreateHeader(&zip.FileHeader{Name: p.name, Method: zip.Deflate, Modified: zipTime})
		if err != nil {
			return err
		}
		if _, err := f.Write(p.content); err != nil {
			return fmt.Errorf("pack %s: %w", p.name, err)
		}
	}
	return nil
}

// fileName is a name every system can unpack: no folders, no signs that Windows
// refuses, not too long; the ending survives.
func fileName(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || strings.ContainsRune(`/\:*?"<>|`, r) || r == unicode.ReplacementChar {
			return '_'
		}
		return r
	}, name)
	name = strings.Trim(name, " .")
	if name == "" {
		return "未命名"
	}
	const longest = 80
	r := []rune(name)
	if len(r) <= longest {
		return name
	}
	ending := ""
	if dot := strings.LastIndexByte(name, '.'); dot >= 0 && len(name)-dot <= 10 {
		ending = name[dot:]
	}
	return string(r[:longest-len([]rune(ending))]) + ending
}

// archivePage stands alone: no script, no style or font from elsewhere.
var archivePage = template.Must(template.New("index").Funcs(template.FuncMap{"when": ChineseTime}).Parse(`<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Kind}} {{.No}} {{.Title}}</title>
<style>
body{font-family:"Noto Sans SC","Microsoft YaHei",sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1f2933;line-height:1.6}
h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}
table{border-collapse:collapse;width:100%}th,td{border:1px solid #9aa5b1;padding:.35rem .6rem;text-align:left;vertical-align:top}
th{background:#dce6f1;white-space:nowrap}code{font-size:.75rem;word-break:break-all}
@media print{body{margin:0;max-width:none}}
</style></head><body>
<h1>{{.Kind}}档案：{{.Title}}</h1>
<table><tr><th>编号</th><td>{{.No}}</td></tr>
{{- range .Facts}}<tr><th>{{.Name}}</th><td>{{.Value}}</td></tr>{{end}}
{{- if not .ClosedAt.IsZero}}<tr><th>办结时间</th><td>{{when .ClosedAt}}</td></tr>{{end}}</table>
<h2>办理经过（{{len .Events}}项）</h2>
<table><tr><th>序号</th><th>时间</th><th>办理人</th><th>事项</th></tr>
{{- range .Events}}<tr><td>{{.Seq}}</td><td>{{when .At}}</td><td>{{.Actor}}</td><td>{{.Text}}</td></tr>{{end}}</table>
<h2>材料清单（{{len .Documents}}件）</h2>
<table><tr><th>名称</th><th>类型</th><th>上传</th><th>大小（字节）</th><th>SHA-256</th></tr>
{{- range .Documents}}<tr><td><a href="{{.Path}}">{{.Name}}</a></td><td>{{.Kind}}</td><td>{{.UploadedBy}} {{when .UploadedAt}}</td><td>{{.Size}}</td><td><code>{{.SHA256}}</code></td></tr>{{end}}</table>
</body></html>
`))

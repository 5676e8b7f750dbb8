package documents

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/workcal"
)

// day reads yyyy-mm-dd.
func day(t *testing.T, s string) workcal.Date {
	t.Helper()
	d, err := workcal.ParseDate(s)
	require.NoError(t, err)
	return d
}

// unzip reads every part of an office file or an archive.
func unzip(t *testing.T, b []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	require.NoError(t, err)
	parts := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		require.NoError(t, err)
		content, err := io.ReadAll(r)
		require.NoError(t, err)
		require.NotContains(t, parts, f.Name, "two entries of one name")
		parts[f.Name] = string(content)
	}
	return parts
}

// readPara is one paragraph as a reader of the file sees it.
type readPara struct {
	text    string
	fonts   []string // of each run that names one
	sizes   []string
	colors  []string
	align   string
	hanging string
	mark    string // bookmark
	inTable bool
}

// readDocx reads the paragraphs back in order, and checks that every part is XML.
func readDocx(t *testing.T, b []byte) (paras []readPara, parts map[string]string) {
	t.Helper()
	parts = unzip(t, b)
	for name, content := range parts {
		checkXML(t, name, content)
	}
	r := docxReader{}
	dec := xml.NewDecoder(strings.NewReader(parts["word/document.xml"]))
	for {
		tok, err := dec.Token()
		if err == io.EOF {
			return r.paras, parts
		}
		require.NoError(t, err)
		switch e := tok.(type) {
		case xml.StartElement:
			r.start(e)
		case xml.EndElement:
			r.end(e)
		case xml.CharData:
			if r.inText {
				r.p.text += string(e)
			}
		}
	}
}

type docxReader struct {
	paras  []readPara
	p      readPara
	inText bool
	depth  int // of tables
}

func (r *docxReader) start(e xml.StartElement) {
	attr := func(name string) string {
		for _, a := range e.Attr {
			if a.Name.Local == name {
				return a.Value
			}
		}
		return ""
	}
	switch e.Name.Local {
	case "tbl":
		r.depth++
	case "p":
		r.p = readPara{inTable: r.depth > 0}
	case "rFonts":
		r.p.fonts = append(r.p.fonts, attr("eastAsia"))
	case "sz":
		r.p.sizes = append(r.p.sizes, attr("val"))
	case "color":
		r.p.colors = append(r.p.colors, attr("val"))
	case "jc":
		r.p.align = attr("val")
	case "ind":
		r.p.hanging = attr("hangingChars")
	case "bookmarkStart":
		r.p.mark = attr("name")
	case "tab", "br":
		if attr("val") == "" { // a tab stop has one
			r.p.text += "\t"
		}
	case "t":
		r.inText = true
	}
}

func (r *docxReader) end(e xml.EndElement) {
	switch e.Name.Local {
	case "t":
		r.inText = false
	case "p":
		r.paras = append(r.paras, r.p)
	case "tbl":
		r.depth--
	}
}

func checkXML(t *testing.T, name, content string) {
	t.Helper()
	dec := xml.NewDecoder(strings.NewReader(content))
	for {
		_, err := dec.Token()
		if err == io.EOF {
			return
		}
		require.NoError(t, err, name)
	}
}

// find is the first paragraph that contains s.
func find(t *testing.T, paras []readPara, s string) readPara {
	t.Helper()
	for _, p := range paras {
		if strings.Contains(p.text, s) {
			return p
		}
	}
	require.Fail(t, "no paragraph has "+s)
	return readPara{}
}

func allText(paras []readPara) string {
	var b strings.Builder
	for _, p := range paras {
		b.WriteString(p.text + "\n")
	}
	return b.String()
}

package api

import (
	"path"
	"sort"
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"github.com/diaodu/diaodu/domain/fault"
)

// fileType is a kind of file that is taken: how it is served, and what its
// bytes may look like. Office formats are containers, told only by their ending.
type fileType struct {
	served string
	looks  []string
}

// fileTypes are the endings taken. Scripts, pages and programs are not among
// them, whatever they call themselves.
var fileTypes = map[string]fileType{
	".pdf":  {"application/pdf", []string{"application/pdf"}},
	".ofd":  {"application/ofd", []string{"application/zip", "application/ofd"}},
	".docx": {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", []string{"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/zip"}},
	".xlsx": {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", []string{"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/zip"}},
	".wps":  {"application/vnd.ms-works", []string{"application/x-ole-storage", "application/msword", "application/vnd.ms-works", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/zip"}},
	".jpg":  {"image/jpeg", []string{"image/jpeg"}},
	".jpeg": {"image/jpeg", []string{"image/jpeg"}},
	".png":  {"image/png", []string{"image/png"}},
	".heic": {"image/heic", []string{"image/heic", "image/heif", "image/heic-sequence", "image/heif-sequence"}},
	".dwg":  {"image/vnd.dwg", []string{"image/vnd.dwg"}},
	".zip":  {"application/zip", []string{"application/zip"}},
	".txt":  {"text/plain; charset=utf-8", []string{"text/plain", "text/csv", "text/tab-separated-values"}},
	".mp4":  {"video/mp4", []string{"video/mp4", "video/quicktime"}},
	".m4a":  {"audio/x-m4a", []string{"audio/x-m4a", "audio/mp4", "video/mp4"}},
}

// checkType refuses endings that are not taken and bytes that are not what the
// ending says.
func checkType(name string, kind *mimetype.MIME) (served string, err error) {
	ext := strings.ToLower(path.Ext(name))
	t, ok := fileTypes[ext]
	if !ok {
		return "", fault.New(fault.Invalid, "file.type", "ending %q", ext).On("file").With("types", typesTaken())
	}
	for _, look := range t.looks {
		if kind.Is(look) {
			return t.served, nil
		}
	}
	return "", fault.New(fault.Invalid, "file.not_what_it_says", "%s looks like %s", ext, kind).
		On("file").With("ext", strings.TrimPrefix(ext, "."))
}

func typesTaken() string {
	var list []string
	for ext := range fileTypes {
		list = append(list, strings.TrimPrefix(ext, "."))
	}
	sort.Strings(list)
	return strings.Join(list, "、")
}

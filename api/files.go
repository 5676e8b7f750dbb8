package api

import (
	"context"
	"io"
	"mime"
	"net/http"
	"os"
	"reflect"
	"strings"
	"time"
	"unicode"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humaecho"
	"github.com/gabriel-vasile/mimetype"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/store"
)

// filesPath is where files are; they are never compressed again.
const filesPath = "/api/files/"

// Files keeps uploads. *store.Files fits it.
type Files interface {
	Save(ctx context.Context, by casefile.Meta, name, mediaType string, content io.Reader, at time.Time) (store.File, error)
	// Open finds a file in the reader's scope; outside it the file is not there.
	Open(ctx context.Context, reader org.Actor, id string) (store.File, *os.File, error)
	Attachment(ctx context.Context, actor org.Actor, a casefile.Attachment) (casefile.Attachment, error)
}

// FileView is an uploaded file.
type FileView struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Size   int64  `json:"size" doc:"字节"`
	SHA256 string `json:"sha256"`
}

type uploadForm struct {
	File huma.FormFile `form:"file" required:"true" contentType:"application/octet-stream" doc:"文件"`
}

type uploadIn struct {
	RawBody huma.MultipartFormFiles[uploadForm]
}

func registerFiles(api huma.API, d Deps) {
	const tag = "文件"
	huma.Register(api, op("files-upload", http.MethodPost, "/api/files", tag, "上传文件", answers(http.StatusCreated), slowBody), d.upload)
	huma.Register(api, op("files-get", http.MethodGet, filesPath+"{id}", tag, "下载文件"), d.download)
}

// slowBody gives an upload over a thin line the time it needs.
func slowBody(o *huma.Operation) { o.BodyReadTimeout = 30 * time.Minute }

// upload keeps a file as its uploader's own until an act refers to it. The
// bytes are kept as they came, EXIF and all: they may be evidence.
func (d Deps) upload(ctx context.Context, in *uploadIn) (*bodyOut[FileView], error) {
	file := in.RawBody.Data().File
	defer file.Close()
	name := cleanName(file.Filename)
	switch {
	case file.Size == 0:
		return nil, fault.New(fault.Invalid, "file.empty", "file %q is empty", name).On("file")
	case file.Size > d.MaxUpload:
		return nil, fault.New(fault.Invalid, "file.too_large", "file %q has %d bytes", name, file.Size).
			On("file").With("megabytes", d.MaxUpload>>20)
	}
	kind, err := mimetype.DetectReader(file)
	if err != nil {
		return nil, err
	}
	mediaType, err := checkType(name, kind)
	if err != nil {
		return nil, err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	kept, err := d.Files.Save(ctx, hand(ctx), name, mediaType, file, d.Now())
	return answer(FileView{ID: kept.ID, Name: kept.Name, Size: kept.Size, SHA256: kept.SHA256}, err)
}

// cleanName keeps what a person would read of a file name: no folders, no
// control or direction-changing characters, a bounded length with its ending.
func cleanName(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == unicode.ReplacementChar || strings.ContainsRune(`<>:"|?*`, r) {
			return -1
		}
		return r
	}, name)
	name = strings.TrimLeft(strings.TrimRight(name, ". "), " ")
	stem, ext := name, ""
	if dot := strings.LastIndexByte(name, '.'); dot >= 0 {
		stem, ext = name[:dot], name[dot:]
	}
	runes := []rune(stem)
	if len(runes) > 120 {
		runes = runes[:120]
	}
	if len(runes) == 0 {
		runes = []rune("未命名")
	}
	return string(runes) + ext
}

// download answers the bytes as an attachment in a sandbox, never as a page.
func (d Deps) download(ctx context.Context, in *IDIn) (*huma.StreamResponse, error) {
	file, content, err := d.Files.Open(ctx, auth.Actor(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(hctx huma.Context) {
		defer content.Close()
		c := humaecho.UnwrapV4(hctx)
		h := c.Response().Header()
		h.Set("Content-Type", file.MediaType)
		h.Set("Content-Disposition", disposition(file.Name))
		h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
		h.Set("Cache-Control", "private, no-cache")
		h.Set("ETag", `"`+file.SHA256+`"`)
		http.ServeContent(c.Response(), c.Request(), "", file.UploadedAt, content)
	}}, nil
}

// disposition is an attachment header (RFC 6266) with the name as UTF-8 (RFC 5987).
func disposition(name string) string {
	return mime.FormatMediaType("attachment", map[string]string{"filename": name})
}

var attachmentType = reflect.TypeFor[casefile.Attachment]()

// attach checks every attachment in what a person sends, however deep, and
// fills in name, size and hash from the file itself: what a browser says of a
// file is not evidence. v is a pointer.
func (d Deps) attach(ctx context.Context, v any) error {
	return d.attachIn(ctx, reflect.ValueOf(v))
}

func (d Deps) attachIn(ctx context.Context, v reflect.Value) error {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return nil
		}
		return d.attachIn(ctx, v.Elem())
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			if err := d.attachIn(ctx, v.Index(i)); err != nil {
				return err
			}
		}
	case reflect.Struct:
		if v.Type() == attachmentType {
			return d.attachOne(ctx, v)
		}
		for i := range v.NumField() {
			if !v.Type().Field(i).IsExported() {
				continue
			}
			if err := d.attachIn(ctx, v.Field(i)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (d Deps) attachOne(ctx context.Context, v reflect.Value) error {
	a, ok := v.Interface().(casefile.Attachment)
	if !ok || a.FileID == "" || !v.CanSet() {
		return nil
	}
	filled, err := d.Files.Attachment(ctx, auth.Actor(ctx), a)
	if err != nil {
		return err
	}
	v.Set(reflect.ValueOf(filled))
	return nil
}

package documents

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func paper(id, name, content string) ArchiveDocument {
	sum := sha256.Sum256([]byte(content))
	return ArchiveDocument{
		ID: id, Name: name, Kind: "现场照片", SHA256: hex.EncodeToString(sum[:]), UploadedBy: "吴某", UploadedAt: asOf,
		Open: func(context.Context) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(content)), nil },
	}
}

func closedCase() Archive {
	return Archive{
		Kind: "问题", No: "R-2022-05-0012", Title: "钢结构防腐材料项目用水 <难题>", ClosedAt: asOf,
		Facts: []ArchiveFact{{"项目名称", "钢结构防腐材料项目"}},
		Events: []ArchiveEvent{
			{Seq: 1, At: time.Date(2022, 5, 7, 1, 30, 0, 0, time.UTC), Actor: "游少卿", Act: "report", Text: "上报问题", Data: json.RawMessage(`{"class":"用水"}`)},
			{Seq: 2, At: asOf, Actor: "<script>alert(1)</script>", Act: "close", Text: "办结"},
		},
		Documents: []ArchiveDocument{paper("f1", "照片.jpg", "first"), paper("f2", "照片.jpg", "second"), paper("f3", `../../etc\pass:wd?.txt`, "third")},
	}
}

func TestArchiveKeepsEveryPaperAndSaysWhatHappened(t *testing.T) {
	var b, again bytes.Buffer
	require.NoError(t, WriteArchive(t.Context(), &b, closedCase()))
	require.NoError(t, WriteArchive(t.Context(), &again, closedCase()))
	require.True(t, bytes.Equal(b.Bytes(), again.Bytes()), "the same bytes each time")

	parts := unzip(t, b.Bytes())
	require.Len(t, parts, 5)
	require.Equal(t, "first", parts["附件/001-照片.jpg"], "two papers of one name both survive")
	require.Equal(t, "second", parts["附件/002-照片.jpg"])
	require.Equal(t, "third", parts["附件/003-_.._etc_pass_wd_.txt"], "no name leads out of the folder")

	var in archiveIndex
	require.NoError(t, json.Unmarshal([]byte(parts["index.json"]), &in))
	require.Equal(t, "R-2022-05-0012", in.No)
	require.Len(t, in.Events, 2)
	require.JSONEq(t, `{"class":"用水"}`, string(in.Events[0].Data))
	require.Contains(t, parts["index.json"], "2022-05-07T09:30:00+08:00")
	for i, d := range in.Documents {
		sum := sha256.Sum256([]byte(parts[d.Path]))
		require.Equal(t, hex.EncodeToString(sum[:]), d.SHA256, "document %d can be checked against the index", i)
	}

	page := parts["index.html"]
	require.Contains(t, page, "用水 &lt;难题&gt;")
	require.Contains(t, page, "2022年5月7日9时30分")
	require.NotContains(t, page, "<script>")
	require.Equal(t, 2, strings.Count(page, ">照片.jpg</a>"))
	require.NotContains(t, page, "http")
}

func TestArchiveRefusesAPaperThatWasChanged(t *testing.T) {
	a := closedCase()
	a.Documents[1].SHA256 = strings.Repeat("0", 64)
	require.ErrorContains(t, WriteArchive(t.Context(), io.Discard, a), "f2")

	a = closedCase()
	gone := errors.New("disk away")
	a.Documents[2].Open = func(context.Context) (io.ReadCloser, error) { return nil, gone }
	require.ErrorIs(t, WriteArchive(t.Context(), io.Discard, a), gone)

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, WriteArchive(ctx, io.Discard, closedCase()), context.Canceled)
}

func TestArchivedNamesUnpackAnywhere(t *testing.T) {
	for name, want := range map[string]string{
		"": "未命名", "..": "未命名", "a/b": "a_b", "CON\x00.txt": "CON_.txt",
		strings.Repeat("长", 200) + ".docx": strings.Repeat("长", 75) + ".docx",
	} {
		require.Equal(t, want, fileName(name))
	}
}

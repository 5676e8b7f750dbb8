package documents_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/documents"
)

func TestCSVHoldsWordsAndNoFormulas(t *testing.T) {
	columns := []documents.Column{{Name: "谁"}, {Name: "几"}}
	var b bytes.Buffer
	require.NoError(t, documents.WriteCSV(&b, columns, documents.RowsOf([]any{"=1+1", 7}, []any{"\t@SUM(A1)", 8}, []any{"张,三\"", 9})))
	require.Equal(t, "\ufeff谁,几\r\n'=1+1,7\r\n'\t@SUM(A1),8\r\n\"张,三\"\"\",9\r\n", b.String())
	bad := errors.New("no more")
	require.ErrorIs(t, documents.WriteCSV(&b, columns, func(yield func([]any, error) bool) { yield(nil, bad) }), bad)
	require.Error(t, documents.WriteCSV(&b, columns, documents.RowsOf([]any{1})))
}

package documents

import (
	"encoding/csv"
	"fmt"
	"io"
	"iter"
)

// WriteCSV writes rows as CSV that spreadsheets open in Chinese. Text that they
// would take for a formula is shown with a leading apostrophe, as in WriteTables;
// unlike there, long text is whole.
func WriteCSV(w io.Writer, columns []Column, rows iter.Seq2[[]any, error]) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return fmt.Errorf("write csv: %w", err)
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	line := make([]string, len(columns))
	for i, c := range columns {
		line[i] = c.Name
	}
	if err := out.Write(line); err != nil {
		return fmt.Errorf("write csv: %w", err)
	}
	for row, err := range rows {
		if err != nil {
			return err
		}
		if len(row) != len(columns) {
			return fmt.Errorf("%d values for %d columns", len(row), len(columns))
		}
		for i, v := range row {
			if line[i] = clean(fmt.Sprint(v)); risky(line[i]) {
				line[i] = "'" + line[i]
			}
		}
		if err := out.Write(line); err != nil {
			return fmt.Errorf("write csv: %w", err)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write csv: %w", err)
	}
	return nil
}

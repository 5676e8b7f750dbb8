package process

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAMistypedWordIsGuessed(t *testing.T) {
	known := []string{"name", "when", "otherwise", "steps", "dept_lead"}
	for word, want := range map[string]string{"nmae": "name", "wen": "when", "otherwize": "otherwise", "step": "steps", "dept_leed": "dept_lead",
		"dept_laed": "dept_lead", "colour": "", "nama": "name", "no": "", "": ""} {
		require.Equal(t, want, near(word, known), word)
	}
	require.Equal(t, 0, distance("abc", "abc"))
	require.Equal(t, 3, distance("", "abc"))
	require.Equal(t, 3, distance("kitten", "sitting"))
	require.Equal(t, 1, distance("ab", "ba"))
}

package bpmn

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const head = `<definitions xmlns="` + NSModel + `" targetNamespace="x">`

// What is sent to choke a reader is refused with its line and reason, at the
// cost of its length.
func TestAttacksAreRefusedWithTheirLine(t *testing.T) {
	for _, c := range []struct {
		what, file, code string
		line             int
	}{
		{"a DOCTYPE", "<?xml version=\"1.0\"?>\n<!DOCTYPE a>\n" + head + "</definitions>", hasDoctype, 2},
		{"an external entity", "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>" + head + "&x;</definitions>", hasDoctype, 1},
		{"an entity of nobody", head + "\n&x;</definitions>", badSyntax, 2},
		{"a declaration inside", head + "\n<!ENTITY a 'b'></definitions>", hasDoctype, 2},
		{"100,000 levels", head + strings.Repeat("<a>", 100_000), tooDeep, 1},
		{"65 levels on their own lines", head + strings.Repeat("<a>\n", 64) + strings.Repeat("</a>", 64) + "</definitions>", tooDeep, 64},
		{"too many elements", head + strings.Repeat("<a/>", MaxElements+1) + "</definitions>", tooMany, 1},
		{"too many attributes", head + "<a " + attributes(MaxAttributes+1) + "/></definitions>", tooManyAttrs, 1},
		{"a long value", head + `<a b="` + strings.Repeat("x", MaxValue+1) + `"/></definitions>`, tooLong, 1},
		{"a long name", head + "<" + strings.Repeat("x", MaxName+1) + "/></definitions>", tooLong, 1},
		{"two megabytes and more", head + strings.Repeat(" ", MaxBytes) + "</definitions>", tooBig, 1},
		{"the same attribute twice", head + "\n<a b='1' b='2'/></definitions>", attributeTwice, 2},
		{"the same attribute under two prefixes", head + "\n<a xmlns:p='u' xmlns:q='u' p:b='1' q:b='2'/></definitions>", attributeTwice, 2},
		{"a prefix of nobody", head + "\n<p:a/></definitions>", unknownPrefix, 2},
		{"an unclosed element", head + "\n<a></definitions>", badSyntax, 2},
		{"nothing", "", notBPMN, 1},
		{"a second root", head + "</definitions>\n<a/>", badSyntax, 2},
		{"text behind the root", head + "\n</definitions>x", badSyntax, 2},
		{"another vocabulary", "<Package xmlns='http://www.wfmc.org/2009/XPDL2.2'/>", notBPMN, 1},
		{"BPMN's name without its namespace", "<definitions/>", notBPMN, 1},
		{"bytes that are no UTF-8", "\xff\x00<a/>", wrongEncoding, 1},
		{"half a UTF-16 character", "\xff\xfe<", wrongEncoding, 1},
		{"a declaration in the middle", head + "\n<?xml version='1.0'?></definitions>", badSyntax, 2},
	} {
		m, problems := Read([]byte(c.file))
		require.Nil(t, m, c.what)
		require.NotEmpty(t, problems, c.what)
		require.Equal(t, c.code, problems[0].Code, "%s: %v", c.what, problems)
		require.Equal(t, c.line, problems[0].Line, c.what)
		require.Contains(t, problemCodes, problems[0].Code)
	}
}

func attributes(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, " a%d='1'", i)
	}
	return b.String()
}

func TestEveryProblemIsSaidNotOnlyTheFirst(t *testing.T) {
	_, problems := Read([]byte(head + "\n<p:a/>\n<b c='1' c='2'/>\n<q:d r:e='1'/></definitions>"))
	var codes []string
	for _, p := range problems {
		codes = append(codes, fmt.Sprintf("%d %s", p.Line, p.Code))
	}
	require.Equal(t, []string{"2 " + unknownPrefix, "3 " + attributeTwice, "4 " + unknownPrefix, "4 " + unknownPrefix}, codes)
}

// The largest files allowed, shaped to be slow, are read and converted in well
// under a second each. Memory stays a small multiple of the file.
func TestTheWorstFilesAllowedCostLittle(t *testing.T) {
	for what, file := range map[string]string{
		"one long text":       head + "<process id='p'><documentation>" + strings.Repeat("&amp;", MaxBytes/6) + "</documentation></process></definitions>",
		"many small elements": head + "<process id='p'>" + strings.Repeat("<userTask id='a'/>", MaxElements-3) + "</process></definitions>",
		"many namespaces": head + strings.Repeat("<a "+namespaces(MaxAttributes-1)+">", 60) +
			strings.Repeat("<p0:a p1:b='1'/>", 10_000) + strings.Repeat("</a>", 60) + "</definitions>",
		"500 gateways in rings":  head + rings(MaxFlowNodes-10, "exclusiveGateway") + "</definitions>",
		"500 forks in rings":     head + rings(MaxFlowNodes-10, "parallelGateway") + "</definitions>",
		"500 inclusive in rings": head + rings(MaxFlowNodes-10, "inclusiveGateway") + "</definitions>",
		"a long condition": head + "<process id='p'><startEvent id='s'/><exclusiveGateway id='g'/><endEvent id='e'/><sequenceFlow id='f' sourceRef='s' targetRef='g'/>" +
			"<sequenceFlow id='h' sourceRef='g' targetRef='e'><conditionExpression>${" + strings.Repeat("(", 500_000) + "}</conditionExpression></sequenceFlow>" +
			"<sequenceFlow id='i' sourceRef='g' targetRef='e'/></process></definitions>",
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		began := time.Now()
		m, problems := Read([]byte(file))
		require.Empty(t, problems, what)
		_, refusals := ToDefinition(m, "", nil)
		require.NotEmpty(t, refusals, what)
		Write(m)
		took := time.Since(began)
		runtime.ReadMemStats(&after)
		t.Logf("%-24s %4d KB: %6.1f ms, %4d MB allocated", what, len(file)>>10, float64(took.Microseconds())/1000, (after.TotalAlloc-before.TotalAlloc)>>20)
		require.Less(t, took, 10*time.Second, what)
	}
}

func namespaces(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, " xmlns:p%d='u'", i)
	}
	return b.String()
}

// rings leads every gateway to the next and to one far away.
func rings(n int, kind string) string {
	var b strings.Builder
	b.WriteString("<process id='p'><startEvent id='s'/><endEvent id='e'/><sequenceFlow id='f' sourceRef='s' targetRef='n0'/>")
	for i := range n {
		fmt.Fprintf(&b, "<%s id='n%d'/>", kind, i)
		to := fmt.Sprintf("n%d", i+1)
		if i+1 == n {
			to = "e"
		}
		fmt.Fprintf(&b, "<sequenceFlow id='a%d' sourceRef='n%d' targetRef='%s'/><sequenceFlow id='b%d' sourceRef='n%d' targetRef='n%d'/>", i, i, to, i, i, (i*7+3)%n)
	}
	b.WriteString("</process>")
	return b.String()
}

func FuzzRead(f *testing.F) {
	for _, file := range fixtures(f) {
		f.Add(file)
	}
	f.Add([]byte(head + rings(5, "parallelGateway") + "</definitions>"))
	f.Add([]byte(head + rings(7, "inclusiveGateway") + "</definitions>"))
	f.Fuzz(func(t *testing.T, file []byte) {
		m, problems := Read(file)
		if (m == nil) == (len(problems) == 0) {
			t.Fatal("neither a model nor a problem, or both")
		}
		if m == nil {
			return
		}
		again, problems := Read(Write(m))
		if len(problems) > 0 {
			t.Fatalf("what was written is not read: %v", problems)
		}
		if string(Write(again)) != string(Write(m)) {
			t.Fatal("written twice, it is not the same")
		}
		for _, id := range append(processes(m), "") {
			d, refusals := ToDefinition(m, id, nil)
			if (d == nil) != HasRefused(refusals) {
				t.Fatal("a definition in spite of refusals, or none without")
			}
			if d == nil {
				continue
			}
			out, err := FromDefinition(d)
			if err != nil {
				continue // ids that two steps share; Check refuses it
			}
			if _, problems := Read(out); len(problems) > 0 {
				t.Fatalf("our own export is not read: %v", problems)
			}
		}
	})
}

package api

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/approval"
	"github.com/diaodu/diaodu/internal/golden"
)

// seatTableWords name the states of a seat as its table tells them apart.
var seatTableWords = map[string]string{
	approval.SeatOpen: "待办", approval.SeatLent: "已委派", approval.SeatTurn: "未轮到", approval.SeatSigners: "待前加签人",
	approval.SeatProvisional: "待后加签人", approval.SeatHeld: "无人", approval.SeatDecided: "已决定", approval.SeatLifted: "已取消",
	approval.SeatRemoved: "已减签", approval.SeatRecused: "已回避", approval.SeatSkipped: "免办",
}

// seatPage is what may be done with a seat in each of its states.
func seatPage() string {
	var b strings.Builder
	b.WriteString("# 审批席位 approval seats\n\n由 `make docs` 从 `domain/approval/seat_table.go` 生成，勿手改。Generated; do not edit.\n")
	b.WriteString("✓：可办；数字：不可办的原因，见表后。办件须在审批中，环节须允许该动作。A number says why not; the case is running and the stage offers the act.\n\n| 动作 | act |")
	for _, s := range approval.SeatStates {
		fmt.Fprintf(&b, " %s |", seatTableWords[s])
	}
	b.WriteString("\n|---|---|" + strings.Repeat("---|", len(approval.SeatStates)) + "\n")
	var codes []string
	for _, row := range approval.SeatTable {
		fmt.Fprintf(&b, "| %s | `%s` |", approvalWords.Act[row.Act].zh, row.Act)
		for _, s := range approval.SeatStates {
			code := row.Refusal(s)
			if code == "" {
				b.WriteString(" ✓ |")
				continue
			}
			if !slices.Contains(codes, code) {
				codes = append(codes, code)
			}
			fmt.Fprintf(&b, " %d |", slices.Index(codes, code)+1)
		}
		b.WriteString("\n")
	}
	b.WriteString("\n| 原因 | code | 提示 |\n|---|---|---|\n")
	for i, code := range codes {
		fmt.Fprintf(&b, "| %d | `%s` | %s |\n", i+1, code, approvalMessages[code].zh)
	}
	return b.String()
}

// The table of seats people read is the one that every cell is tried by.
func TestTheSeatDocumentIsFresh(t *testing.T) {
	page := seatPage()
	require.NotContains(t, page, "|  |", "an act, a state or a reason without a word")
	golden.Same(t, golden.Docs, "../docs/states/approval-seats.md", page)
}

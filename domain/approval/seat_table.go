package approval

// States of a seat as an act meets it: those of SeatState, told apart where acts
// tell them apart.
const (
	SeatOpen        = "open"        // 待办
	SeatLent        = "lent"        // 已委派: a helper has it (E21)
	SeatTurn        = "turn"        // 未轮到: others of 依次 come first
	SeatSigners     = "signers"     // 待前加签人: signers before it decide first (E23)
	SeatProvisional = "provisional" // 暂定: signers after it have yet to agree (E23)
	SeatHeld        = "held"        // 无人 (E25)
	SeatDecided     = "decided"     // 已决定
	SeatLifted      = "cancelled"   // 已取消: others decided first (E7)
	SeatRemoved     = "removed"     // 已减签 (E24)
	SeatRecused     = "recused"     // 已回避
	SeatSkipped     = "skipped"     // 免办 (E26, E27)
)

// SeatStates lists them in the order of the table.
var SeatStates = []string{
	SeatOpen, SeatLent, SeatTurn, SeatSigners, SeatProvisional, SeatHeld, SeatDecided, SeatLifted, SeatRemoved, SeatRecused, SeatSkipped,
}

// SeatRow is an act on a seat and what refuses it, by state of the seat.
type SeatRow struct {
	Act   string
	cells map[string]string
}

// Refusal is the code with which the act is refused on a seat in that state, ""
// where it is accepted of whoever may. Where nothing else is said, a seat that is
// settled says who came first (E2).
func (r SeatRow) Refusal(state string) string {
	if code, said := r.cells[state]; said {
		return code
	}
	switch state {
	case SeatDecided, SeatLifted, SeatRemoved, SeatRecused, SeatSkipped:
		return "approval.already_decided"
	case SeatHeld:
		return "approval.held"
	}
	return r.cells["else"]
}

// What acts of a kind have in common.
var (
	// deciding wants the person responsible, and their turn.
	deciding = map[string]string{
		SeatLent: "approval.lent", SeatTurn: "approval.not_your_turn", SeatSigners: "approval.signers_first", SeatProvisional: "approval.already_decided",
	}
	// moving wants a seat that is with the person responsible and undecided.
	moving = map[string]string{SeatLent: "approval.lent", SeatProvisional: "approval.already_decided"}
	// asking wants the seat in hand.
	asking = map[string]string{SeatLent: "approval.lent"}
	// working may be done by whoever has the seat, and by whoever lent it.
	working = map[string]string{}
	// backing wants a helper.
	backing = map[string]string{"else": "approval.not_lent", SeatLent: ""}
)

// SeatTable is what may be done with a seat in each of its states, for docs/states.
// Life and definition say more: whether the case is running, and what the stage offers.
var SeatTable = []SeatRow{
	{ActApprove, deciding},
	{ActReject, deciding},
	{ActAbstain, deciding},
	{ActChoose, deciding},
	{ActReturn, deciding},
	{ActRecuse, deciding},
	{ActTakeBack, map[string]string{
		"else": "approval.nothing_to_take_back", SeatProvisional: "", SeatDecided: "", SeatHeld: "approval.nothing_to_take_back",
		SeatLifted: "approval.nothing_to_take_back", SeatRemoved: "approval.nothing_to_take_back",
		SeatRecused: "approval.nothing_to_take_back", SeatSkipped: "approval.nothing_to_take_back",
	}},
	{ActTransfer, map[string]string{SeatLent: "approval.lent", SeatProvisional: "approval.already_decided", SeatHeld: ""}}, // held: by the keeper
	{ActDelegate, moving},
	{ActAnswer, backing},
	{ActRecall, backing},
	{ActAddSign, map[string]string{SeatLent: "approval.lent", SeatTurn: "approval.not_your_turn", SeatProvisional: "approval.not_offered"}},
	{ActCutSign, map[string]string{SeatProvisional: "approval.already_decided", SeatHeld: ""}},
	{ActConsult, working},
	{ActSupplement, asking},
	{ActPause, asking},
	{ActVisit, working},
	{ActFinding, working},
	{ActAppoint, map[string]string{
		"else": "approval.not_held", SeatHeld: "", SeatDecided: "approval.not_held", SeatLifted: "approval.not_held",
		SeatRemoved: "approval.not_held", SeatRecused: "approval.not_held", SeatSkipped: "approval.not_held",
	}},
}

package api

// letterMessages are what is wrong in the words of a letter template.
var letterMessages = map[string]string{
	"letter.no_title":       "缺少标题：要有一行以【标题】开头，而且不在【如有】【如无】【每项】里面。",
	"letter.must_print":     "必须印出“{name}”，模板里没有用到它。",
	"letter.must_always":    "必须印出“{name}”，现在只在某些情形下才印，请移到【如有】【如无】【每项】外面。",
	"letter.no_field":       "没有名为“{name}”的内容，请从可用内容里选。",
	"letter.item_outside":   "“{name}”是“{list}”每一项的内容，只能写在【每项 {list}】和【完】之间。",
	"letter.is_list":        "“{name}”是清单，请写成【每项 {name}】到【完】。",
	"letter.not_list":       "“{name}”不是清单，不能用【每项】。",
	"letter.list_in_list":   "【每项】里面不能再有【每项】。",
	"letter.always_given":   "“{name}”总是有的，不需要【{mark}】。",
	"letter.may_lack":       "“{name}”可能没有，请放在【如有 {name}】和【完】之间。",
	"letter.not_closed":     "{mark}没有用【完】结束。",
	"letter.closes_nothing": "这个【完】前面没有与它相配的【每项】【如有】或【如无】。",
	"letter.mark_unknown":   "不认识【{mark}】，请用“写法”里列出的标记。",
	"letter.mark_open":      "行首的【没有与它相配的】。",
	"letter.widths":         "【表宽】后面要写用空格隔开的数字，如 20 30 50。",
	"letter.braces":         "花括号不成对：填入内容的地方，名称前后各写两个花括号。",
	"letter.bar":            "【色条】后面只能填入等级，不能有别的文字。",
	"letter.refused":        "不能发布，共有 {n} 处要改。{where}{why}。",
	"letter.same":           "文字与现行版本完全相同，没有要发布的改动。",
	"letter.version":        "没有这个版本。",
}

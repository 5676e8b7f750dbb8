package api

// documentMessages are the refusals about papers and workbooks.
var documentMessages = map[string]string{
	"document.field_missing":    "缺少“{name}”，不能生成文书。",
	"document.field_choice":     "“{name}”只能是：{choices}。",
	"document.template_unknown": "没有名为“{name}”的文书模板。",
	"document.not_closed":       "问题尚未办结，不能生成办结报告或归档。",
	"document.not_accepted":     "问题尚未受理，没有受理通知书。",
	"document.not_returned":     "问题没有退回补正过，没有补正告知书。",
	"document.no_letter":        "没有这份文书：尚未作出决定或编号不对。",
	"document.no_minutes":       "会议纪要尚未形成或尚未印发。",
	"document.no_slip":          "没有这张督办单。",
	"document.ledger_too_long":  "符合条件的超过 {rows} 项，请用列表上的“导出”在后台办理，或缩小范围。",
	"verify.mistyped":           "核验码有误，请对照文书逐字核对后再输入。",
	"verify.unknown":            "没有查到这个核验码。请核对输入；如确与文书所印一致，该文书不是由本平台出具。",
	"verify.often":              "输错次数过多，请 {minutes} 分钟后再试。",
	"document.not_workbook":     "文件无法读取，请使用 .xlsx 格式的工作簿（不支持加密文件）。",
	"document.too_large":        "文件过大，单个工作簿不得超过 {megabytes} MB。",
	"document.too_many_rows":    "行数过多，一次最多导入 {rows} 行。",
	"document.no_header":        "没有找到表头，请使用导入模板，不要修改表头文字。",
	"document.columns_missing":  "缺少列：{columns}。请使用导入模板。",
	"document.column_twice":     "表头“{column}”出现了两次。",
}

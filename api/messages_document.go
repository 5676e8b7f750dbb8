package api

// documentMessages are the refusals about papers and workbooks.
var documentMessages = map[string]string{
	"document.field_missing":    "缺少“{name}”，不能生成文书。",
	"document.field_choice":     "“{name}”只能是：{choices}。",
	"document.template_unknown": "没有名为“{name}”的文书模板。",
	"document.not_workbook":     "文件无法读取，请使用 .xlsx 格式的工作簿（不支持加密文件）。",
	"document.too_large":        "文件过大，单个工作簿不得超过 {megabytes} MB。",
	"document.too_many_rows":    "行数过多，一次最多导入 {rows} 行。",
	"document.no_header":        "没有找到表头，请使用导入模板，不要修改表头文字。",
	"document.columns_missing":  "缺少列：{columns}。请使用导入模板。",
	"document.column_twice":     "表头“{column}”出现了两次。",
}

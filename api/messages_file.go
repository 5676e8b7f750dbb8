package api

// fileMessages are the refusals about files.
var fileMessages = map[string]string{
	"file.not_found":        "没有这个文件，或您无权查看。",
	"file.empty":            "文件是空的，请重新选择。",
	"file.too_large":        "文件过大，单个文件不得超过 {megabytes} MB。",
	"file.type":             "不支持这种文件，可上传：{types}。",
	"file.not_what_it_says": "文件内容与扩展名（{ext}）不符，请核对后重新上传。",
}

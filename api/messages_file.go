package api

// fileMessages are the refusals about files.
var fileMessages = map[string]word{
	"file.not_found": {"没有这个文件，或您无权查看。",
		"There is no such file, or you may not see it."},
	"file.empty": {"文件是空的，请重新选择。",
		"The file is empty; please choose another."},
	"file.too_large": {"文件过大，单个文件不得超过 {megabytes} MB。",
		"The file is too large; a file has at most {megabytes} MB."},
	"file.type": {"不支持这种文件，可上传：{types}。",
		"Files of this kind are not accepted. You can upload: {types}."},
	"file.not_what_it_says": {"文件内容与扩展名（{ext}）不符，请核对后重新上传。",
		"What the file holds does not match its extension ({ext}); please check and upload it again."},
}

package supervision

import "github.com/diaodu/diaodu/domain/between"

// Names of codes that stand inside sentences to people, such as notices.

// NodeName is what people call a report node.
func NodeName(node string) string {
	switch node {
	case NodeD1:
		return "首日部署情况"
	case NodeD3:
		return "三日措施与进展"
	case NodeD7:
		return "七日结果"
	case NodeM1:
		return "一月进展"
	case NodeWeekly:
		return "周报"
	case NodeExplain:
		return "超期说明"
	case NodePart:
		return "分项任务"
	case "":
		return "办理进展"
	}
	return node
}

// ForumName is what people call a forum.
func ForumName(f between.Forum) string {
	switch f {
	case between.DailyGroup:
		return "每日群"
	case between.OnSite:
		return "现场办公"
	case between.Monthly:
		return "月调度"
	case between.Quarterly:
		return "季度点名"
	case between.Special:
		return "专题会议"
	}
	return string(f)
}

// GradeName is what people call a grade.
func GradeName(grade string) string {
	switch grade {
	case "excellent":
		return "优秀"
	case "good":
		return "良好"
	case "pass":
		return "合格"
	case "fail":
		return "不合格"
	}
	return grade
}

package api

// List is one page of anything. Next is the cursor of the page after it, empty
// at the end. Cursors are keysets: a page never shifts under edits.
type List[T any] struct {
	Items []T    `json:"items" nullable:"false"`
	Next  string `json:"next" doc:"下一页标记，空表示没有了"`
	// Actions are what the reader may do with the list itself, such as adding to it;
	// only where the list says so.
	Actions []ActionView `json:"actions,omitempty" doc:"我可在列表上办的，如 add 新增"`
}

// listOut answers a page.
type listOut[T any] struct {
	Body List[T]
}

// newList answers items, never null, with the next page's cursor.
func newList[T any](items []T, next string) *listOut[T] {
	if items == nil {
		items = []T{}
	}
	return &listOut[T]{Body: List[T]{Items: items, Next: next}}
}

// offers adds what the reader may do with the list itself.
func (l *listOut[T]) offers(may bool, act string, text word, say lang) *listOut[T] {
	if may {
		l.Body.Actions = append(l.Body.Actions, ActionView{Act: act, Text: text.in(say)})
	}
	return l
}

// PageQuery is how every list is asked for; embed it in an input.
type PageQuery struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20" doc:"每页条数"`
	Cursor string `query:"cursor" maxLength:"200" doc:"上一页返回的 next"`
	Q      string `query:"q" maxLength:"100" doc:"搜索词"`
}

// bodyOut answers one thing.
type bodyOut[T any] struct {
	Body T
}

// answer wraps a thing as a response.
func answer[T any](v T, err error) (*bodyOut[T], error) {
	if err != nil {
		return nil, err
	}
	return &bodyOut[T]{Body: v}, nil
}

// IDIn is the input of everything that names one thing by its address.
type IDIn struct {
	ID string `path:"id" maxLength:"32" pattern:"^[0-9A-Za-z._-]+$" patternDescription:"编号"`
}

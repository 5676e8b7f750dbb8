// Package documents writes the papers of the dispatch (minutes, letters,
// ledgers, monthly reports, archives) and reads the register workbook back.
// It takes plain structs and answers bytes: it knows no store, no network and
// no clock, so the same input always gives the same bytes. It never numbers a
// paper; the caller brings the number.
package documents

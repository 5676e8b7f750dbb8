package documents

import (
	"archive/zip"
	"fmt"
	"io"
	"time"
)

// part is one file inside an office file.
type part struct{ name, content string }

// zipTime is written on every entry: a file made twice must be the same file.
var zipTime = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

func writeParts(w io.Writer, parts []part) error {
	z := zip.NewWriter(w)
	for _, p := range parts {
		f, err := z.CreateHeader(&zip.FileHeader{Name: p.name, Method: zip.Deflate, Modified: zipTime})
		if err != nil {
			return fmt.Errorf("pack %s: %w", p.name, err)
		}
		if _, err := io.WriteString(f, p.content); err != nil {
			return fmt.Errorf("pack %s: %w", p.name, err)
		}
	}
	return z.Close()
}

const (
	xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	wordNS  = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`
	relNS   = `xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	pkgRel  = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	officeR = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	wordCT  = "application/vnd.openxmlformats-officedocument.wordprocessingml."
)

const contentTypes = xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
	`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
	`<Default Extension="xml" ContentType="application/xml"/>` +
	`<Override PartName="/word/document.xml" ContentType="` + wordCT + `document.main+xml"/>` +
	`<Override PartName="/word/styles.xml" ContentType="` + wordCT + `styles+xml"/>` +
	`<Override PartName="/word/settings.xml" ContentType="` + wordCT + `settings+xml"/>` +
	`<Override PartName="/word/fontTable.xml" ContentType="` + wordCT + `fontTable+xml"/>` +
	`<Override PartName="/word/footer1.xml" ContentType="` + wordCT + `footer+xml"/>` +
	`<Override PartName="/word/footer2.xml" ContentType="` + wordCT + `footer+xml"/>` +
	`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>` +
	`<Override PartName="/docProps/app.xml" ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/>` +
	`</Types>`

const packageRels = xmlHead + pkgRel +
	`<Relationship Id="rId1" Type="` + officeR + `officeDocument" Target="word/document.xml"/>` +
	`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>` +
	`<Relationship Id="rId3" Type="` + officeR + `extended-properties" Target="docProps/app.xml"/>` +
	`</Relationships>`

const documentRels = xmlHead + pkgRel +
	`<Relationship Id="rId1" Type="` + officeR + `styles" Target="styles.xml"/>` +
	`<Relationship Id="rId2" Type="` + officeR + `settings" Target="settings.xml"/>` +
	`<Relationship Id="rId3" Type="` + officeR + `fontTable" Target="fontTable.xml"/>` +
	`<Relationship Id="rId4" Type="` + officeR + `footer" Target="footer1.xml"/>` +
	`<Relationship Id="rId5" Type="` + officeR + `footer" Target="footer2.xml"/>` +
	`</Relationships>`

// coreProps takes the title, the author and the date (yyyy-mm-dd).
const coreProps = xmlHead + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" ` +
	`xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" ` +
	`xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">` +
	`<dc:title>%[1]s</dc:title><dc:creator>%[2]s</dc:creator>` +
	`<dcterms:created xsi:type="dcterms:W3CDTF">%[3]sT00:00:00Z</dcterms:created>` +
	`<dcterms:modified xsi:type="dcterms:W3CDTF">%[3]sT00:00:00Z</dcterms:modified></cp:coreProperties>`

const appProps = xmlHead + `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">` +
	`<Application>diaodu</Application></Properties>`

// The page of GB/T 9704-2012: A4, 天头 37 mm, 订口 28 mm, 版心 156 × 225 mm,
// 22 lines on the grid. The 28 characters of a line come from the Normal style,
// which sets 16 pt characters a quarter point tighter (156 mm / 28): a character
// grid of that width gives the same lines in Word and WPS, but readers built on
// LibreOffice put each character, being wider than its cell, into two cells.
const (
	documentHead = xmlHead + `<w:document ` + wordNS + ` ` + relNS + `><w:body>`
	documentTail = `<w:sectPr>` +
		`<w:footerReference w:type="default" r:id="rId4"/><w:footerReference w:type="even" r:id="rId5"/>` +
		`<w:pgSz w:w="11906" w:h="16838"/>` +
		`<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="851" w:footer="1417" w:gutter="0"/>` +
		`<w:docGrid w:type="lines" w:linePitch="579"/>` +
		`</w:sectPr></w:body></w:document>`
)

const styles = xmlHead + `<w:styles ` + wordNS + `><w:docDefaults><w:rPrDefault><w:rPr>` +
	`<w:rFonts w:ascii="` + fangSong + `" w:hAnsi="` + fangSong + `" w:eastAsia="` + fangSong + `" w:cs="` + fangSong + `"/>` +
	`<w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/>` +
	`</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>` +
	`<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/><w:qFormat/><w:pPr>` +
	`<w:widowControl w:val="0"/><w:spacing w:before="0" w:after="0" w:line="579" w:lineRule="exact"/><w:jc w:val="both"/>` +
	`</w:pPr><w:rPr><w:spacing w:val="-5"/><w:sz w:val="32"/><w:szCs w:val="32"/></w:rPr></w:style></w:styles>`

// settings turn on odd and even pages and full-width punctuation rules.
const settings = xmlHead + `<w:settings ` + wordNS + `><w:zoom w:percent="100"/>` +
	`<w:evenAndOddHeaders/><w:characterSpacingControl w:val="compressPunctuation"/>` +
	`<w:compat><w:spaceForUL/><w:balanceSingleByteDoubleByteWidth/><w:doNotLeaveBackslashAlone/><w:ulTrailSpace/>` +
	`<w:doNotExpandShiftReturn/><w:adjustLineHeightInTable/><w:useFELayout/>` +
	`<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>` +
	`<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>`

// fontTable names what to take where a PC lacks the government fonts.
const fontTable = xmlHead + `<w:fonts ` + wordNS + `>` +
	`<w:font w:name="` + fangSong + `"><w:altName w:val="仿宋"/><w:family w:val="modern"/></w:font>` +
	`<w:font w:name="` + kaiTi + `"><w:altName w:val="楷体"/><w:family w:val="modern"/></w:font>` +
	`<w:font w:name="` + xbSong + `"><w:altName w:val="宋体"/><w:family w:val="auto"/></w:font>` +
	`<w:font w:name="` + heiTi + `"><w:altName w:val="SimHei"/><w:family w:val="modern"/></w:font>` +
	`<w:font w:name="` + songTi + `"><w:altName w:val="SimSun"/><w:family w:val="auto"/></w:font></w:fonts>`

const tableRules = `<w:tblBorders>` +
	`<w:top w:val="single" w:sz="8" w:space="0" w:color="000000"/><w:left w:val="single" w:sz="8" w:space="0" w:color="000000"/>` +
	`<w:bottom w:val="single" w:sz="8" w:space="0" w:color="000000"/><w:right w:val="single" w:sz="8" w:space="0" w:color="000000"/>` +
	`<w:insideH w:val="single" w:sz="4" w:space="0" w:color="000000"/><w:insideV w:val="single" w:sz="4" w:space="0" w:color="000000"/>` +
	`</w:tblBorders>`

// footer is the page number "— 1 —" in 四号宋体, one character in from the edge.
func footer(align, side string) string {
	t := func(s string) string { return text{s: s, font: songTi, size: size4}.xml() }
	field := func(kind string) string {
		return `<w:r>` + text{font: songTi, size: size4}.properties() + `<w:fldChar w:fldCharType="` + kind + `"/></w:r>`
	}
	instr := `<w:r>` + text{font: songTi, size: size4}.properties() + `<w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>`
	return xmlHead + `<w:ftr ` + wordNS + `><w:p><w:pPr><w:snapToGrid w:val="0"/>` +
		`<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>` +
		`<w:ind w:` + side + `Chars="100" w:` + side + `="320"/><w:jc w:val="` + align + `"/></w:pPr>` +
		t("— ") + field("begin") + instr + field("separate") + t("1") + field("end") + t(" —") + `</w:p></w:ftr>`
}

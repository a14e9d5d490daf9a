// The style sheet of report.html: dark on white, wide tables scroll inside their frame, made for paper too.
export const STYLE = `
:root{color-scheme:light;--ink:#1a1f26;--soft:#52606d;--line:#d3dae2;--pale:#f5f7fa;--link:#0b5394;--bad:#a31515;--badbg:#fdecea;--good:#1b5e20;--goodbg:#eaf5ea;--warn:#7a4b00;--warnbg:#fff4dd}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
body{margin:0;background:#fff;color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;overflow-wrap:break-word}
header,main,footer{max-width:68rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:2rem}
h1{font-size:1.1rem;margin:0 0 .75rem;color:var(--soft);font-weight:600;letter-spacing:.02em}
h2{font-size:1.45rem;line-height:1.25;margin:3rem 0 .75rem;padding-top:.75rem;border-top:2px solid var(--ink)}
h3{font-size:1.15rem;line-height:1.35;margin:2rem 0 .5rem}
h4{font-size:1rem;margin:1.25rem 0 .35rem}
p,ul,dl{margin:.5rem 0 1rem;max-width:48rem}
a{color:var(--link)}
a:focus-visible,[tabindex]:focus-visible,summary:focus-visible,button:focus-visible,select:focus-visible{outline:3px solid #ffb000;outline-offset:2px}
.answer p{font-size:1.4rem;line-height:1.4;margin:.4rem 0;font-weight:600;max-width:56rem}
.answer a{color:inherit}
.answer p.also{font-size:1.05rem;font-weight:400}
.state{display:inline-block;padding:.3rem .7rem;border-radius:.3rem;font-weight:600;border:1px solid}
.state.fine,.holds{color:var(--good);background:var(--goodbg)}
.state.bad,.violated{color:var(--bad);background:var(--badbg)}
.undecided,.vacuous{color:var(--warn);background:var(--warnbg)}
.facts{color:var(--soft);font-size:.92rem}
nav ul{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin:1rem 0 0}
.scroll{overflow-x:auto;border:1px solid var(--line);border-radius:.35rem;margin:.75rem 0 1.25rem;background:#fff}
table{border-collapse:collapse;width:100%;font-size:.93rem}
th,td{padding:.45rem .7rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
thead th{background:var(--pale);white-space:nowrap;border-bottom:2px solid var(--line)}
tbody tr:last-child>*{border-bottom:0}
tbody th{font-weight:600;white-space:nowrap}
td.number,th.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td.verdict{white-space:nowrap;font-weight:600}
td.verdict a{color:inherit}
td.verdict small,td small,th small{display:block;font-weight:400;color:var(--soft)}
td.verdict.surprise{outline:3px solid currentColor;outline-offset:-3px}
table.exposure{table-layout:fixed;min-width:64rem;font-size:.74rem;line-height:1.3}
table.exposure thead th{overflow-wrap:normal}
table.exposure th,table.exposure td{padding:.3rem .3rem;border-left:1px solid var(--line);white-space:normal;vertical-align:middle}
table.exposure th:first-child{width:10.5rem;border-left:0}
table.exposure td{text-align:center;font-weight:600;font-size:.69rem;padding:.3rem .1rem}
table.exposure td.violated{background:#f6b8b3;color:#6e0b0b}
table.exposure td.surprise{outline:3px solid currentColor;outline-offset:-3px}
td.aside{color:var(--soft);background:var(--pale);font-weight:400}
td.words{min-width:15rem}
td.scope{min-width:10rem}
tbody th.words{white-space:normal;min-width:11rem}
.ids code{white-space:nowrap;overflow-wrap:normal}
tr.group th{background:var(--pale);color:var(--soft);font-weight:600;font-size:.85rem}
code{font:.9em/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;background:var(--pale);border:1px solid var(--line);border-radius:.25rem;padding:.05rem .3rem;overflow-wrap:anywhere}
form.filters:not([hidden]){display:flex;flex-wrap:wrap;align-items:end;gap:.5rem 1rem;margin:1rem 0}
form.filters label{display:flex;flex-direction:column;font-size:.85rem;color:var(--soft);max-width:100%}
form.filters output{font-weight:600;padding:.3rem 0}
select,button{font:inherit;font-size:.93rem;color:var(--ink);background:#fff;border:1px solid #7b8794;border-radius:.3rem;padding:.3rem .6rem;min-height:2.1rem;max-width:100%}
button{cursor:pointer}
button.copy{font-size:.85rem;margin:.35rem .5rem .1rem 0}
@media screen{.off{display:none}}
p.replay code{display:block;padding:.5rem .7rem}
article{border:1px solid var(--line);border-left:.4rem solid var(--bad);border-radius:.35rem;padding:.25rem 1.1rem .75rem;margin:1.25rem 0}
article>h3{margin-top:.75rem}
article.other{border-left-color:var(--warn)}
blockquote{margin:.75rem 0;padding:.6rem 1rem;background:var(--pale);border-left:.25rem solid var(--ink);font-size:1.05rem;overflow-wrap:anywhere}
figure{margin:1rem 0}
figure img{display:block;width:100%;min-width:38rem;max-width:60rem;height:auto}
figcaption{color:var(--soft);font-size:.92rem;padding:.25rem 0}
svg.sequence{display:block;margin:0 auto}
.columns{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:0 2rem}
.columns ul{padding-left:1.1rem;font-size:.93rem;overflow-wrap:anywhere}
ol.worst{padding-left:1.4rem;max-width:56rem}
ol.worst p{margin:.2rem 0;max-width:none}
ol.worst li{margin:.6rem 0}
p.narrow{display:none}
p.top{font-size:.9rem;margin:1.5rem 0 0}
dt{font-weight:600;margin-top:.6rem}
dd{margin:0}
summary{cursor:pointer;color:var(--link)}
footer{margin-top:3rem;padding-bottom:2rem;color:var(--soft);font-size:.9rem}
@media (max-width:44rem){
header,main,footer{padding-left:.85rem;padding-right:.85rem}
header{padding-top:1.1rem}
.answer p{font-size:1.15rem}
h2{font-size:1.25rem;margin-top:2.25rem}
th,td{padding:.4rem .5rem}
.columns{grid-template-columns:minmax(0,1fr)}
article{padding:.1rem .8rem .5rem}
td.words{min-width:13rem}
#matrix td.words{min-width:8rem}
#matrix th,#matrix td{padding:.35rem .3rem}
#matrix thead th{white-space:normal}
table.exposure th:first-child{width:7rem;position:sticky;left:0;background:#fff}
table.exposure thead th:first-child{background:var(--pale)}
}
@media (max-width:28rem){
#matrix table{font-size:.82rem}
#matrix td.words{min-width:6.5rem}
}
@media screen and (max-width:66rem){p.narrow{display:block}}
@media print{
@page{margin:16mm 14mm;@bottom-right{content:counter(page) ' of ' counter(pages);font:8pt sans-serif}}
body{font-size:10pt}
header,main,footer{max-width:none;padding:0}
nav,summary,button,p.top,form.filters:not([hidden]){display:none}
a{color:inherit;text-decoration:none}
.scroll{overflow:visible;border:0}
table{font-size:8.5pt}
thead{display:table-header-group}
tr,figure,blockquote{break-inside:avoid}
h2,h3,h4{break-after:avoid}
td.words{min-width:0}
table.exposure{min-width:0;font-size:6.5pt}
table.exposure td{font-size:5.8pt}
table.exposure th:first-child{width:30mm}
tbody th,thead th{white-space:normal}
article{break-inside:avoid}
figure img{max-width:100%;min-width:0;height:auto}
svg.sequence{max-width:100%;width:auto;height:auto;max-height:140mm}
details::details-content{content-visibility:visible;block-size:auto}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
}
`;

/**
 * The style of every report: light and dark by the reader's setting, light on paper, no font or image from
 * outside. Drawings stretch with the page; their text does not. Short class names because a report is written
 * once an hour for years: `cur` current, `base` baseline, `v-…` verdict or severity, `h0`–`h6` heat levels.
 */
export const STYLE = `
:root{color-scheme:light;--bg:#f6f6f4;--panel:#fff;--ink:#1b1f23;--soft:#59616a;--faint:#848c95;--line:#e4e4e0;--line2:#d0d2d0;--link:#2a5d97;
--cur:#a9c6e4;--curl:#5b8dc0;--base:#3c4249;--bad:#f3b795;--badl:#d2672c;
--page:#b3251e;--ticket:#d2672c;--note:#6d7f94;--Healthy:#8cbfa3;--InsufficientData:#c8ccd1;--Learning:#a9badb;--NoTraffic:#e2e4e6;--CaptureBroken:#7c3f9c;--BaselineMissing:#7d6a45;--TooLate:#565b61;--Failed:#2b2f34;
--h0:#eceff2;--h1:#d5e0ea;--h2:#b2c9de;--h3:#f2dd9c;--h4:#f2a968;--h5:#dd6a35;--h6:#a91f1c;--gap:#f0f0ed;--good:#2c7a55}
@media screen and (prefers-color-scheme:dark){:root{color-scheme:dark;--bg:#131619;--panel:#1a1e22;--ink:#e7e9eb;--soft:#a3abb4;--faint:#7b848d;--line:#2a2f35;--line2:#3b4249;--link:#86b6ea;
--cur:#35587d;--curl:#6c9fd3;--base:#d6dade;--bad:#7d4423;--badl:#ea8248;
--page:#f0574c;--ticket:#ea8248;--note:#8c9db1;--Healthy:#3d7c5c;--InsufficientData:#4b525a;--Learning:#46598a;--NoTraffic:#2a2f35;--CaptureBroken:#b07ad0;--BaselineMissing:#a18b5f;--TooLate:#98a0a8;--Failed:#dfe2e5;
--h0:#21262b;--h1:#273441;--h2:#34506a;--h3:#6b5a22;--h4:#a85c1f;--h5:#dc6632;--h6:#ff5a4d;--gap:#20242a;--good:#6cc197}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:14px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums;-webkit-text-size-adjust:100%}
main{max-width:1280px;margin:0 auto;padding:28px 28px 40px}
h1,h2,h3,p,dl,dd,ul,figure{margin:0}a{color:var(--link);text-decoration:none}a:hover{text-decoration:underline}
b{font-weight:600;overflow-wrap:anywhere}code{font:12px/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;overflow-wrap:anywhere}
.crumb{color:var(--soft);font-size:13px;overflow-wrap:anywhere}.crumb b{color:var(--ink)}
h1{font-size:24px;line-height:1.25;font-weight:650;letter-spacing:-.012em;margin:6px 0 0;max-width:60em;text-wrap:balance;overflow-wrap:anywhere}
.verdict{display:flex;flex-wrap:wrap;align-items:center;gap:6px;margin-top:14px}
.pill{display:inline-flex;align-items:center;gap:6px;border:1px solid var(--line2);background:var(--panel);border-radius:99px;padding:2px 11px 2px 9px;font-size:13px;font-weight:600}
.pill i{width:9px;height:9px;border-radius:50%;background:var(--c,var(--faint))}
.facts{display:flex;flex-wrap:wrap;gap:1px;background:var(--line);border:1px solid var(--line);border-radius:8px;overflow:hidden;margin-top:18px}
.facts div{background:var(--panel);padding:9px 13px 10px;min-width:0;flex:1 1 150px}.facts .wide{flex-basis:310px}
.facts .all{flex-basis:100%}dt{color:var(--soft);font-size:12px}dd{font-size:17px;font-weight:600;letter-spacing:-.01em;overflow-wrap:anywhere}dd small{display:block;font-size:12px;font-weight:400;color:var(--soft);letter-spacing:0;line-height:1.35}
section{margin-top:34px}h2{font-size:16px;font-weight:650;letter-spacing:-.005em}h2 small{font-weight:400;font-size:13px;color:var(--soft);margin-left:6px}
.intro{color:var(--soft);font-size:13px;margin-top:2px;max-width:75em}
.panel{background:var(--panel);border:1px solid var(--line);border-radius:8px;margin-top:10px;overflow-x:auto}.draw{padding:16px 18px 12px;overflow:hidden}
table{border-collapse:collapse;width:100%;font-size:13px}th{font-weight:500;color:var(--soft);text-align:left;font-size:12px;white-space:nowrap}
th,td{padding:7px 12px;border-bottom:1px solid var(--line);vertical-align:top}tbody tr:last-child>*{border-bottom:0}.r{text-align:right;white-space:nowrap}.w{white-space:nowrap}
td.d{min-width:260px;overflow-wrap:anywhere}.s{color:var(--soft);font-size:12px}
.sv{color:var(--c);font-weight:600;white-space:nowrap}
details{margin-top:2px;font-size:12px;color:var(--soft)}summary{cursor:pointer}details ul{padding:2px 0 0 16px}summary code{margin-left:4px}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(276px,1fr));gap:12px;margin-top:10px}
.card{background:var(--panel);border:1px solid var(--line);border-radius:8px;padding:11px 13px 10px;min-width:0;display:flex;flex-direction:column;break-inside:avoid}
.card>header{display:flex;align-items:baseline;gap:8px;min-width:0}.card h3{font-size:14px;font-weight:600;white-space:nowrap;overflow:hidden;text-overflow:ellipsis;min-width:0}
.ty{color:var(--faint);font-size:12px;flex:1;white-space:nowrap}.card .sv{font-size:12px}
.me{display:grid;grid-template-columns:1fr auto;gap:10px;align-items:center;font-size:12px;color:var(--soft);margin:5px 0 7px}.me b{color:var(--ink);font-weight:600}
.ch{display:block;width:100%;height:auto;margin-top:auto;overflow:visible}.num{color:var(--soft);font-size:12px;margin-top:5px;line-height:1.4}.no-c{color:var(--faint);font-size:12px;padding:26px 0;text-align:center;margin:auto 0}
.card ul{list-style:none;padding:5px 0 0;margin-top:6px;border-top:1px solid var(--line);font-size:12px;overflow-wrap:anywhere}
svg text{font-size:10.5px;fill:var(--soft)}svg text.fa{fill:var(--faint);font-size:9.5px;paint-order:stroke;stroke:var(--panel);stroke-width:3px}svg text.na{fill:var(--ink);text-anchor:end}.e{text-anchor:end}.m{text-anchor:middle}
.cur{fill:var(--cur)}.bad .cur{fill:var(--bad)}.base{fill:none;stroke:var(--base);stroke-width:1.1;stroke-linejoin:round}
.ax{fill:none;stroke:var(--line2);vector-effect:non-scaling-stroke}.gr{fill:none;stroke:var(--line);vector-effect:non-scaling-stroke}
.ga{display:block;width:100%;height:6px}.ga .tr{fill:var(--h0)}.ga .un{fill:var(--curl)}.ga .ov{fill:var(--badl)}.ga .li{stroke:var(--ink);stroke-width:1.5;vector-effect:non-scaling-stroke}
.lg{display:flex;flex-wrap:wrap;gap:4px 16px;color:var(--soft);font-size:12px;margin-top:10px;align-items:center}.lg span{white-space:nowrap}.lg .fa{color:var(--faint);white-space:normal}.lg b{color:var(--ink);font-weight:600;margin-left:5px}
.key{width:11px;height:11px;margin-right:6px;vertical-align:-1px;overflow:visible}
.tl,.hm{display:grid;grid-template-columns:118px minmax(0,1fr) 82px;column-gap:10px}.tl>.pl,.hm>.pl{position:relative;min-width:0;grid-column:2}
.lab{grid-column:1;color:var(--soft);font-size:12px;text-align:right}.rate{display:block;width:100%;height:150px;overflow:visible}.rib{display:block;width:100%;height:14px;margin-top:7px;border-radius:2px}.tl .lab:nth-of-type(3){margin-top:5px}
.b{stroke:currentColor;stroke-width:1px;vector-effect:non-scaling-stroke}a:hover .b,.b:hover{stroke:var(--ink)}
.gap{fill:var(--gap)}path.th{stroke:var(--page);stroke-dasharray:4 3;fill:none;vector-effect:non-scaling-stroke;opacity:.75}.rt{stroke:var(--ink);stroke-width:1;fill:none;vector-effect:non-scaling-stroke;opacity:.55}
.yt{position:absolute;left:100%;margin-left:7px;transform:translateY(-50%);font-size:11px;color:var(--faint);white-space:nowrap}.yt.th{color:var(--page)}
.fl{position:absolute;top:-13px;transform:translateX(-50%);font-size:11px;line-height:1;cursor:default;color:var(--faint)}.o-challenger-won{color:var(--good)}.o-failed{color:var(--page)}.o-kept-champion,.o-running{color:var(--link)}
.xa{position:relative;height:20px;font-size:11px;color:var(--soft)}.xa span{position:absolute;top:4px;white-space:nowrap;padding-left:4px}.xa span:before{content:"";position:absolute;left:0;top:-4px;height:8px;border-left:1px solid var(--line2)}
.rl span{display:block;height:20px;line-height:20px;font-size:12px;text-align:right;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}.rr span{display:flex;height:20px;line-height:20px;font-size:12px;color:var(--soft);justify-content:space-between}
.rr b{color:var(--ink);font-weight:600}.rr i{font-style:normal;margin-left:auto}.rr.ft span{font-size:10.5px;color:var(--faint)}.rr.ft b{color:var(--faint);font-weight:400}.hm svg{display:block}.no{fill:none;pointer-events:all}
.h0{fill:var(--h0)}.h1{fill:var(--h1)}.h2{fill:var(--h2)}.h3{fill:var(--h3)}.h4{fill:var(--h4)}.h5{fill:var(--h5)}.h6{fill:var(--h6)}
.v-none{--c:var(--good)}.v-note{--c:var(--note)}.v-ticket{--c:var(--ticket)}.v-page{--c:var(--page)}.v-Healthy{--c:var(--Healthy)}.v-InsufficientData{--c:var(--InsufficientData)}.v-Learning{--c:var(--Learning)}.v-NoTraffic{--c:var(--NoTraffic)}.v-CaptureBroken{--c:var(--CaptureBroken)}.v-BaselineMissing{--c:var(--BaselineMissing)}.v-TooLate{--c:var(--TooLate)}.v-Failed{--c:var(--Failed)}
path[class*=v-]{fill:var(--c);color:var(--c)}
.worst{margin-top:14px}.worst>h3{font-size:14px;font-weight:600}.worst>p{color:var(--soft);font-size:13px}
footer{margin-top:36px;color:var(--faint);font-size:12px;border-top:1px solid var(--line);padding-top:10px}
@media (max-width:640px){main{padding:18px 14px 28px}h1{font-size:19px}.draw{padding:16px 12px 10px}.facts div{flex-basis:140px}.tl,.hm{grid-template-columns:74px minmax(0,1fr) 48px;column-gap:7px}.rate{height:110px}.xa .odd{display:none}.rr b{display:none}
.stack thead{display:none}.stack tr{display:block;padding:8px 0;border-bottom:1px solid var(--line)}.stack tbody tr:last-child{border:0}.stack td{display:inline-block;border:0;padding:1px 0 1px 12px;text-align:left;white-space:normal;min-width:0}.stack td.d,.stack td:first-child{display:block;padding-right:12px}.stack td:not(.d)>.s{display:inline;margin-left:7px}.stack td[data-l]:before{content:attr(data-l) " ";color:var(--soft);font-size:12px}}
@media print{:root{--bg:#fff}main{max-width:none;padding:0}body{font-size:11px}*{-webkit-print-color-adjust:exact;print-color-adjust:exact}.panel,.facts{break-inside:avoid}section>h2{break-after:avoid}details::details-content{content-visibility:visible}tr{break-inside:avoid}.cards{grid-template-columns:repeat(3,1fr)}}
`.trim();

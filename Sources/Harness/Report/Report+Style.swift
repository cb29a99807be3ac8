// The look of the report: one column of figures that also prints; colours safe for colour-blind
// readers (Okabe and Ito, 2008).

extension Report {
    static let style = """
        :root{--blue:#0072b2;--teal:#009e73;--amber:#e69f00;--red:#d55e00;--grey:#8a8f98;
        --ink:#1b2430;--soft:#5b6572;--line:#e3e7ec;--paper:#fff;--ground:#f5f7f9}
        *{box-sizing:border-box}
        body{margin:0;background:var(--ground);color:var(--ink);
        font:15px/1.5 system-ui,"DejaVu Sans",sans-serif}
        header,main,footer{max-width:1220px;margin:0 auto;padding:0 24px}
        header{padding-top:30px}
        .brand{letter-spacing:.3em;font-weight:700;color:var(--blue);margin:0;font-size:13px}
        h1{margin:.1em 0 .2em;font-size:34px;line-height:1.15}
        h2{margin:38px 0 12px;font-size:21px}
        h3{margin:0 0 8px;font-size:15px;display:flex;justify-content:space-between;gap:12px;
        align-items:baseline}
        h3 small{font-weight:400;color:var(--soft);text-align:right}
        .lead{max-width:80ch;color:var(--soft);margin:.2em 0 1em}
        .verdict{font-size:18px;font-weight:600;padding:12px 16px;border-radius:8px;
        border:1px solid}
        .verdict.pass{background:#e6f5ef;color:#00664a;border-color:#a5d9c6}
        .verdict.fail{background:#fdeee4;color:#a33f00;border-color:#f0bd9c}
        .verdict.none{background:#eef0f3;color:var(--soft);border-color:var(--line)}
        .tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(210px,1fr));gap:12px;
        margin:20px 0}
        .tile{background:var(--paper);border:1px solid var(--line);border-radius:8px;
        padding:12px 14px;border-left:4px solid var(--blue)}
        .tile.pass{border-left-color:var(--teal)}.tile.fail{border-left-color:var(--red)}
        .tile b{display:block;font-size:25px;line-height:1.2;font-variant-numeric:tabular-nums}
        .tile span{color:var(--soft);display:block}
        .tile i{color:var(--grey);font-size:12px;font-style:normal}
        .grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(370px,1fr));gap:14px}
        .split{display:grid;grid-template-columns:minmax(0,1.15fr) minmax(0,1fr);gap:14px}
        .stack{display:grid;gap:14px;align-content:start}
        @media(max-width:900px){.split{grid-template-columns:1fr}}
        figure{margin:0;background:var(--paper);border:1px solid var(--line);border-radius:8px;
        padding:14px 16px;break-inside:avoid}
        figure svg{width:100%;height:auto;display:block}
        figure.map svg{max-height:1000px}
        figcaption{color:var(--soft);font-size:12.5px;margin-top:8px}
        svg .grid{stroke:var(--line)}svg .axis{stroke:var(--grey)}
        svg .label{font-size:11px;fill:var(--soft)}svg .value{font-size:12px;fill:var(--ink)}
        table{width:100%;border-collapse:collapse;background:var(--paper);font-size:13px;
        border:1px solid var(--line)}
        th,td{padding:6px 9px;border-bottom:1px solid var(--line);text-align:left;
        vertical-align:top}
        td.number{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
        td code{font-size:12px;white-space:nowrap}
        tr.group th{background:#edf1f5;text-transform:uppercase;letter-spacing:.08em;
        font-size:12px}
        table.small{border:0}
        .pass{color:#00664a}.fail{color:#a33f00;font-weight:700}.warn{color:#8a5a00}
        footer{color:var(--soft);font-size:12.5px;padding-top:26px;padding-bottom:40px}
        @media print{body{background:#fff}figure,.tile{border-color:#ccc}}
        """
}

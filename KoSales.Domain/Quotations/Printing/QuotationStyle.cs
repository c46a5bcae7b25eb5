namespace KoSales.Domain.Quotations.Printing;

/// <summary>How the page looks. A constant, so that a content security policy can name its hash.</summary>
public static class QuotationStyle
{
    public const string Css = """
        @page { size: A4; margin: 14mm; }
        * { box-sizing: border-box; }
        body { font: 10pt/1.4 "Noto Sans", "Helvetica Neue", Arial, sans-serif; color: #111;
          max-width: 182mm; margin: 8mm auto; padding: 0 4mm; }
        h1 { font-size: 17pt; margin: 0 0 4mm; }
        h2 { font-size: 11pt; margin: 0 0 1mm; }
        .status { display: inline-block; border: 1px solid #a00; color: #a00; padding: 0 2mm;
          text-transform: uppercase; letter-spacing: .1em; margin: 0 0 4mm; }
        .parties { display: flex; gap: 6mm; }
        address { flex: 1; font-style: normal; border: 1px solid #999; padding: 2mm 3mm; }
        address span, address strong { display: block; overflow-wrap: anywhere; }
        .role { font-size: 8pt; color: #555; text-transform: uppercase; }
        dl { display: flex; flex-wrap: wrap; gap: 2mm 8mm; margin: 4mm 0; }
        dl div { display: flex; gap: 2mm; }
        dt { color: #555; }
        dd { margin: 0; font-weight: 600; }
        table { width: 100%; border-collapse: collapse; font-size: 8pt; }
        th, td { border: 1px solid #999; padding: 1mm 1.2mm; text-align: right; }
        thead { display: table-header-group; }
        tr { break-inside: avoid; }
        td.item { text-align: left; overflow-wrap: anywhere; }
        small { display: block; color: #555; font-size: 7pt; overflow-wrap: anywhere; }
        .totals { width: 80mm; margin: 4mm 0 0 auto; font-size: 9pt; break-inside: avoid; }
        .totals th { text-align: left; font-weight: 400; }
        .totals tfoot th, .totals tfoot td { font-weight: 700; }
        .words { font-weight: 600; text-align: right; }
        .terms p { white-space: pre-line; margin: 0; }
        footer { margin-top: 8mm; }
        .decision { display: flex; gap: 3mm; align-items: center; margin: 6mm 0; }
        .decision button { font: inherit; padding: 1.5mm 5mm; }
        .notice { font-size: 13pt; margin: 20mm 0; }
        @media print { .decision { display: none; } body { margin: 0; padding: 0; max-width: none; } }
        """;
}

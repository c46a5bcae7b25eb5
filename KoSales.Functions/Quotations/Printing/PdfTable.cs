using SkiaSharp;

namespace KoSales.Functions.Quotations.Printing;

/// <param name="Width">In points.</param>
internal sealed record PdfColumn(string Title, float Width)
{
    /// <summary>Texts stand at the left and are broken; numbers at the right, made smaller where they are
    /// too wide.</summary>
    public bool IsText { get; init; }
}

/// <summary>One paragraph of a cell.</summary>
internal sealed record PdfParagraph(string Text, PdfStyle Style);

/// <summary>A table with lines around its cells; its head stands on every page that it goes on to.</summary>
internal sealed class PdfTable : IDisposable
{
    private const float Padding = 3;

    private static readonly PdfStyle Head = new(7) { IsBold = true };

    private readonly PdfSheets _sheets;
    private readonly PdfType _type;
    private readonly IReadOnlyList<PdfColumn> _columns;
    private readonly SKPaint _line = new()
    {
        Color = new SKColor(0x99, 0x99, 0x99),
        IsStroke = true,
        StrokeWidth = 0.5f,
    };
    private readonly SKPaint _shade = new() { Color = new SKColor(0xEE, 0xEE, 0xEE) };

    /// <summary>Draws its head.</summary>
    public PdfTable(PdfSheets sheets, PdfType type, IReadOnlyList<PdfColumn> columns)
    {
        (_sheets, _type, _columns) = (sheets, type, columns);
        // A head is not left alone at the foot of a page.
        sheets.Reserve(60);
        DrawHead();
        sheets.Repeated = DrawHead;
    }

    /// <param name="cells">As many as there are columns.</param>
    public void Add(IReadOnlyList<IReadOnlyList<PdfParagraph>> cells)
    {
        var lines = cells.Zip(_columns, LinesOf).ToArray();
        var height = lines.Max(cell => cell.Sum(l => l.Style.LineHeight)) + (2 * Padding);
        _sheets.Reserve(height);
        Draw(lines, height);
    }

    /// <summary>Its head is not repeated any more.</summary>
    public void Dispose()
    {
        _sheets.Repeated = null;
        _line.Dispose();
        _shade.Dispose();
    }

    private void DrawHead()
    {
        var lines = _columns.Select(c => LinesOf([new PdfParagraph(c.Title, Head)], c)).ToArray();
        var height = Head.LineHeight + (2 * Padding);
        var wide = _columns.Sum(c => c.Width);
        _sheets.Canvas.DrawRect(PdfSheets.Left, _sheets.Y, wide, height, _shade);
        Draw(lines, height);
    }

    private IReadOnlyList<PdfParagraph> LinesOf(
        IReadOnlyList<PdfParagraph> cell,
        PdfColumn column
    ) =>
        column.IsText
            ? [.. cell.SelectMany(p => Broken(p, Inner(column)))]
            : [.. cell.Select(p => p with { Style = Fitting(p, column) })];

    private IEnumerable<PdfParagraph> Broken(PdfParagraph paragraph, float width) =>
        _type
            .Broken(paragraph.Text, width, paragraph.Style)
            .Select(line => paragraph with { Text = line });

    private PdfStyle Fitting(PdfParagraph paragraph, PdfColumn column) =>
        _type.Fitting(paragraph.Text, Inner(column), paragraph.Style);

    private static float Inner(PdfColumn column) => column.Width - (2 * Padding);

    private void Draw(IReadOnlyList<IReadOnlyList<PdfParagraph>> cells, float height)
    {
        var x = PdfSheets.Left;
        foreach (var (cell, column) in cells.Zip(_columns))
        {
            _sheets.Canvas.DrawRect(x, _sheets.Y, column.Width, height, _line);
            Draw(cell, column, x);
            x += column.Width;
        }

        _sheets.Y += height;
    }

    private void Draw(IReadOnlyList<PdfParagraph> cell, PdfColumn column, float x)
    {
        var y = _sheets.Y + Padding;
        foreach (var (text, style) in cell)
        {
            var left = column.IsText
                ? x + Padding
                : x + column.Width - Padding - _type.WidthOf(text, style);
            _type.Draw(_sheets.Canvas, text, left, y + style.Size, style);
            y += style.LineHeight;
        }
    }
}

using SkiaSharp;

namespace KoSales.Functions.Quotations.Printing;

/// <summary>The pages of a document in A4, filled from the top; sizes are in points.</summary>
/// <remarks>Not thread-safe. Pages are kept until all of them are there, since each says how many there
/// are.</remarks>
internal sealed class PdfSheets : IDisposable
{
    public const float Width = 595;
    public const float Height = 842;
    public const float Left = 40;
    public const float Right = Width - 40;
    public const float Within = Right - Left;

    private const float Top = 40;
    private const float Bottom = Height - 52;

    private readonly List<SKPicture> _pages = [];
    private SKPictureRecorder _recorder = new();

    public PdfSheets() => Canvas = Begin();

    public SKCanvas Canvas { get; private set; }

    /// <summary>How far down the page is filled.</summary>
    public float Y { get; set; } = Top;

    /// <summary>Draws what is repeated at the top of each further page; null for nothing.</summary>
    public Action? Repeated { get; set; }

    /// <summary>Goes on to the next page unless so much still fits on this one.</summary>
    public void Reserve(float height)
    {
        if (Y + height <= Bottom || Y <= Top)
            return;
        End();
        Canvas = Begin();
        Y = Top;
        Repeated?.Invoke();
    }

    /// <summary>The document; nothing is added to it afterwards.</summary>
    /// <param name="foot">Draws the foot of a page: its number from 1, and how many there are.</param>
    public byte[] Save(SKDocumentPdfMetadata about, Action<SKCanvas, int, int> foot)
    {
        End();
        using var file = new MemoryStream();
        using (var document = SKDocument.CreatePdf(file, about))
        {
            foreach (var (index, page) in _pages.Index())
            {
                var canvas = document.BeginPage(Width, Height);
                canvas.DrawPicture(page);
                foot(canvas, index + 1, _pages.Count);
                document.EndPage();
            }

            document.Close();
        }

        return file.ToArray();
    }

    public void Dispose()
    {
        foreach (var page in _pages)
            page.Dispose();
        _recorder.Dispose();
    }

    private SKCanvas Begin() => _recorder.BeginRecording(new SKRect(0, 0, Width, Height));

    private void End()
    {
        _pages.Add(_recorder.EndRecording());
        _recorder.Dispose();
        _recorder = new SKPictureRecorder();
    }
}

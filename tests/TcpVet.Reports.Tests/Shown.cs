using System.Text;

namespace TcpVet.Reports.Tests;

/// <summary>A screen whose text can be read.</summary>
internal sealed class Shown : IDisposable
{
    private readonly MemoryStream bytes = new();
    private readonly List<string> warnings = [];

    public Shown(OutputFormat format, bool header = true) =>
        Screen = new Screen(new Utf8Output(bytes), format, header, Terminal: false, Palette.None) { Warn = warnings.Add };

    public Screen Screen { get; }

    public IReadOnlyList<string> Warnings => warnings;

    public string Text => Encoding.UTF8.GetString(bytes.ToArray());

    public void Dispose() => bytes.Dispose();

    public string[] Lines => Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

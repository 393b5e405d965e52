namespace TcpVet.Cli.Terminal;

/// <summary>A line on standard error that the next one replaces, for a person who looks at it.</summary>
/// <param name="shown">Whether it is worth a line.</param>
internal sealed class StatusLine(bool shown) : IDisposable
{
    private readonly bool shown = shown && !Console.IsErrorRedirected;
    private bool visible;

    /// <summary>Shows a text; safe text.</summary>
    public void Show(string text)
    {
        if (shown)
        {
            visible = true;
            Messages.Show($"\r\e[K{text}");
        }
    }

    /// <summary>Takes the line away, so that another can be written.</summary>
    public void Wipe()
    {
        if (visible)
        {
            visible = false;
            Messages.Show("\r\e[K");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Wipe();
}

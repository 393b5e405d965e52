using System.Text;
using TcpVet.Linux.Interop;

namespace TcpVet.Cli.Terminal;

/// <summary>What goes to standard error: one line each, so that standard output stays pure data.</summary>
internal static class Messages
{
    private static readonly StandardOutputStream Error = StandardOutputStream.Error();

    /// <summary>Writes a line about something that the reader should know.</summary>
    public static void Warn(string message) => Write($"tcpvet: {message}");

    /// <summary>Writes a line; text from outside must be safe already.</summary>
    public static void Write(string line) => Show($"{line}\n");

    /// <summary>Writes text that ends no line: a question, progress. When nobody reads standard error, there is no one left to
    /// tell.</summary>
    public static void Show(string text)
    {
        try
        {
            Error.Write(Encoding.UTF8.GetBytes(StandardOutput.Utf8 ? text : AsciiText.Of(text)));
        }
        catch (KernelException)
        {
            // Closed, full or without a reader.
        }
    }
}

using System.Text;
using TcpVet.Linux.Interop;

namespace TcpVet.Cli.Output;

/// <summary>What goes to standard error: one line each, so that standard output stays pure data.</summary>
internal static class Messages
{
    /// <summary>Writes a line about something that the reader should know.</summary>
    public static void Warn(string message) => Write($"tcpvet: {message}");

    /// <summary>Writes a line; text from outside must be safe already.</summary>
    public static void Write(string line) => Show($"{line}\n");

    /// <summary>Writes text that ends no line: a question, progress. When nobody reads standard error, there is no one left to tell.</summary>
    public static void Show(string text) => StandardDescriptors.TryWriteError(Encoding.UTF8.GetBytes(text));
}

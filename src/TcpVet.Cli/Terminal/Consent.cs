namespace TcpVet.Cli.Terminal;

/// <summary>The one place that asks before a change of the host.</summary>
internal static class Consent
{
    /// <summary>Asks a person; without one, and for any other answer than yes, nothing is done.</summary>
    /// <param name="screen">Whether somebody looks.</param>
    /// <param name="command">The command, for messages.</param>
    /// <param name="wouldBe">What would happen: <c>3 sockets would be closed</c>.</param>
    /// <param name="show">Shows what it is about, on standard error.</param>
    /// <param name="question">The question, without the choices.</param>
    /// <param name="undone">What is to be said when the answer is no: <c>nothing was closed</c>.</param>
    /// <exception cref="RequestException">There is no terminal to ask on, or the answer is no.</exception>
    public static void Ask(Screen screen, string command, string wouldBe, Action show, string question, string undone)
    {
        if (Console.IsInputRedirected || !screen.Terminal)
        {
            throw new RequestException($"{command}: {wouldBe}; without a terminal to ask on, --yes is needed");
        }

        show();
        Messages.Show($"{question} [y/N] ");
        string? answer = Linux.Interop.Terminal.ReadLine();
        if (answer?.Trim().ToLowerInvariant() is not ("y" or "yes"))
        {
            throw new RequestException($"{command}: {undone}");
        }
    }
}

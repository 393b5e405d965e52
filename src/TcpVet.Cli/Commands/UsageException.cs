namespace TcpVet.Cli.Commands;

/// <summary>The command, the filter or the input is wrong: exit status 2, one line.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>Something could not be observed or done: exit status 3, one line that says what to do.</summary>
internal sealed class ObservationException(string message) : Exception(message);

/// <summary>The exit statuses of the command line (a contract).</summary>
internal static class ExitStatus
{
    public const int Done = 0;
    public const int FoundSomething = 1;
    public const int WrongUsage = 2;
    public const int CouldNot = 3;

    /// <summary>As a shell reports a program that SIGINT ended.</summary>
    public const int Interrupted = 130;
}

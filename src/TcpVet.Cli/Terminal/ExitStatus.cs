namespace TcpVet.Cli.Terminal;

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

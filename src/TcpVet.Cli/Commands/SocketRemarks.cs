namespace TcpVet.Cli.Commands;

/// <summary>What a reader should know once.</summary>
internal static class SocketRemarks
{
    private static readonly HashSet<string> Said = [];

    public static void Once(string message)
    {
        if (Said.Add(message))
        {
            Messages.Warn(message);
        }
    }
}

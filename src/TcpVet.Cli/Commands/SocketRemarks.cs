using TcpVet.Cli.Input;
using TcpVet.Cli.Output;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Cli.Commands;

/// <summary>What a reader should know about how the sockets were read.</summary>
internal static class SocketRemarks
{
    private static readonly HashSet<string> Said = [];

    public static void About(PlaceView view, IReadOnlyList<string> hints, DumpOutcome outcome)
    {
        foreach (string hint in hints)
        {
            Once(SafeText.Escape(hint));
        }

        (view as LiveView)?.WarnOfRefusal();
        if (outcome.Disturbed)
        {
            Once("the kernel's answer was disturbed while it was read: figures may be off by what moved");
        }

        if (outcome.Unknown > 0)
        {
            Once($"{outcome.Unknown} messages were not understood and left out");
        }

        if (view.LeftOut > 0)
        {
            Once($"the record had no room for {view.LeftOut} more sockets: counts are too low by as many");
        }
    }

    public static void Once(string message)
    {
        if (Said.Add(message))
        {
            Messages.Warn(message);
        }
    }
}

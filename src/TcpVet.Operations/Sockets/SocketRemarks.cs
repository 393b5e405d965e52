using TcpVet.Linux.SockDiag;
using TcpVet.Operations.Sources;

namespace TcpVet.Operations.Sockets;

/// <summary>What a reader should know about how the sockets were read.</summary>
internal static class SocketRemarks
{
    /// <summary>Says it.</summary>
    /// <param name="notices">Takes it.</param>
    /// <param name="view">What was looked at.</param>
    /// <param name="hints">What should be known about the filter's spelling.</param>
    /// <param name="outcome">How the dump went.</param>
    public static void About(Notices notices, PlaceView view, IReadOnlyList<string> hints, DumpOutcome outcome)
    {
        foreach (string hint in hints)
        {
            notices.Once(hint);
        }

        if (view.Shortcoming is { } shortcoming)
        {
            notices.Say(shortcoming);
        }

        if (outcome.Disturbed)
        {
            notices.Once("the kernel's answer was disturbed while it was read: figures may be off by what moved");
        }

        if (outcome.Unknown > 0)
        {
            notices.Once($"{outcome.Unknown} messages were not understood and left out");
        }

        if (view.LeftOut > 0)
        {
            notices.Once($"the record had no room for {view.LeftOut} more sockets: counts are too low by as many");
        }
    }
}

using TcpVet.Linux.Interop;

namespace TcpVet.Lab.Acting;

/// <summary>
/// A program that sends on every socket it was given, as much as the kernel takes at once, and rests. Arguments: the
/// bytes of a piece; how many pieces a round; the milliseconds between rounds.
/// </summary>
internal static class Send
{
    internal const string Role = "send";

    internal static void Play(Part part)
    {
        byte[] piece = new byte[part.Number(0)];
        int pieces = part.Number(1);
        TimeSpan pause = TimeSpan.FromMilliseconds(part.Number(2));
        IReadOnlyList<LabSocket> sockets = part.AllGiven();
        Part.Ready();
        while (Part.Wait(pause))
        {
            foreach (LabSocket socket in sockets)
            {
                for (int i = 0; i < pieces && IsTaken(socket, piece); i++)
                {
                }
            }
        }
    }

    // A datagram that a firewall rule of this host throws away is refused with EPERM: who sends metrics goes on.
    private static bool IsTaken(LabSocket socket, byte[] piece)
    {
        try
        {
            return socket.Send(piece) > 0;
        }
        catch (LabException refused) when (refused.Errno == Errno.EPERM)
        {
            return false;
        }
    }
}

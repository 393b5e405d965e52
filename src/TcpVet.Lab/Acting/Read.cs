namespace TcpVet.Lab.Acting;

/// <summary>
/// A program that reads from every socket it was given, and rests. Arguments: how many pieces (datagrams, or up to
/// 64 KiB of a stream) a round; the milliseconds between rounds.
/// </summary>
internal static class Read
{
    internal const string Role = "read";

    internal static void Play(Part part)
    {
        byte[] piece = new byte[65536];
        int pieces = part.Number(0);
        TimeSpan pause = TimeSpan.FromMilliseconds(part.Number(1));
        IReadOnlyList<LabSocket> sockets = part.AllGiven();
        Part.Ready();
        while (Part.Wait(pause))
        {
            foreach (LabSocket socket in sockets)
            {
                for (int i = 0; i < pieces && socket.TryReceive(piece) > 0; i++)
                {
                }
            }
        }
    }
}

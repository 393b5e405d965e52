namespace TcpVet.Lab.Scenarios.Paths;

/// <summary>A sender whose reader does not read.</summary>
internal static class Stall
{
    // The receiver's window closes in steps, as long as acknowledgements are under way (delayed up to 40 ms, TCP_DELACK_MIN).
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(60);

    /// <summary>Sends until the peer's receive buffer and the own send buffer take no more.</summary>
    public static void Fill(LabSocket sender)
    {
        byte[] data = new byte[4096];
        bool took;
        do
        {
            took = false;
            while (sender.Send(data) > 0)
            {
                took = true;
            }

            Thread.Sleep(took ? Quiet : TimeSpan.Zero);
        }
        while (took);
    }
}

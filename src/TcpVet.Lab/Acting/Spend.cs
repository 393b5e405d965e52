using System.Globalization;
using TcpVet.Model;

namespace TcpVet.Lab.Acting;

/// <summary>
/// A client that keeps few connections, and opens and closes others so that a number of TIME_WAIT stands: it asks the
/// namespace's own count (/proc/net/sockstat <c>tw</c>) and makes what is missing. Arguments: where to; how many
/// TIME_WAIT; how many connections are kept.
/// </summary>
internal static class Spend
{
    internal const string Role = "spend";

    // What the server's queue takes while it rests.
    private const int MostPerRound = 200;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    internal static void Play(Part part)
    {
        InetEndpoint to = part.Endpoint(0);
        int wanted = part.Number(1);
        List<LabSocket> kept = [];
        for (int i = 0; i < part.Number(2); i++)
        {
            kept.Add(LabSocket.OpenTcp(to.Addr.Family).Connect(to));
        }

        bool ready = false;
        do
        {
            int before = TimeWait();
            int made = Math.Clamp(wanted - before, 0, MostPerRound);
            for (int i = 0; i < made; i++)
            {
                LabSocket.OpenTcp(to.Addr.Family).Connect(to).Dispose();
            }

            if (made > 0)
            {
                Settle(before + made);
            }
            else if (!ready)
            {
                ready = true;
                Part.Ready();
            }
        }
        while (Part.Wait(Pause));
    }

    // A closed connection is counted only once the server's FIN is there: asked too soon, too many would be made.
    private static void Settle(int expected)
    {
        for (int looks = 0; looks < 100 && TimeWait() < expected && Part.Wait(TimeSpan.FromMilliseconds(10)); looks++)
        {
        }
    }

    private static int TimeWait()
    {
        // "TCP: inuse 5 orphan 0 tw 850 alloc 6 mem 1" (net/ipv4/proc.c sockstat_seq_show)
        string[] words = File.ReadAllText("/proc/self/net/sockstat").Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        return int.Parse(words[Array.IndexOf(words, "tw") + 1], CultureInfo.InvariantCulture);
    }
}

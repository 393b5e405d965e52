using System.Diagnostics;
using TcpVet.Model;

namespace TcpVet.Lab.Acting;

/// <summary>
/// A client that connects over and over. Arguments: where to; how many at the beginning; how many a round; the
/// milliseconds between rounds; its manner (<c>wait</c>: closes after the server; <c>leave</c>: closes after its stay,
/// connected or not; <c>abort</c>: the same with a reset; <c>speak</c>: sends a word at once and closes after the
/// server; <c>speak-late</c>: the same after its stay; <c>speak-abort</c>: sends a word at once and resets after its
/// stay; <c>half</c>: shuts down its side at once and closes after the server); and the milliseconds of its stay.
/// </summary>
internal sealed class Visit
{
    internal const string Role = "visit";

    // So many connections at once, then a breath: a listener's queue takes them.
    private const int Batch = 25;

    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(5);

    private readonly InetEndpoint to;
    private readonly string manner;
    private readonly long stayMs;
    private readonly List<Call> calls = [];
    private readonly byte[] buffer = new byte[256];

    private Visit(InetEndpoint to, string manner, long stayMs) => (this.to, this.manner, this.stayMs) = (to, manner, stayMs);

    internal static void Play(Part part)
    {
        Visit visit = new(part.Endpoint(0), part.Arguments[4], part.Number(5));
        (int first, int perRound, int everyMs) = (part.Number(1), part.Number(2), part.Number(3));
        // Where new ones replace the old, those of the beginning leave one after the other too, and the number stays.
        bool replaces = visit.stayMs >= (long)first * everyMs / perRound && visit.stayMs < int.MaxValue;
        if (visit.Begin(first, replaces ? TimeSpan.FromMilliseconds((double)everyMs / perRound) : TimeSpan.Zero))
        {
            visit.GoOn(perRound, TimeSpan.FromMilliseconds(everyMs));
        }
    }

    private bool Begin(int first, TimeSpan aged)
    {
        for (int i = 1; i <= first; i++)
        {
            Call(aged * (i - 1));
            if (i % Batch == 0 && !Part.Wait(Breath))
            {
                return false;
            }

            Tend();
        }

        Part.Ready();
        return true;
    }

    private void GoOn(int perRound, TimeSpan every)
    {
        TimeSpan look = TimeSpan.FromMilliseconds(Math.Clamp(every.TotalMilliseconds, 1, 20));
        long next = Stopwatch.GetTimestamp();
        while (Part.Wait(calls.Count > 0 ? look : every))
        {
            Tend();
            if (Stopwatch.GetElapsedTime(next) < every)
            {
                continue;
            }

            next = Stopwatch.GetTimestamp();
            for (int i = 0; i < perRound; i++)
            {
                Call(TimeSpan.Zero);
            }
        }
    }

    private void Call(TimeSpan aged) =>
        calls.Add(new Call(
            LabSocket.OpenTcp(to.Addr.Family).StartConnect(to),
            Stopwatch.GetTimestamp() - (long)(aged.TotalSeconds * Stopwatch.Frequency)));

    // Late words are spread, a few milliseconds apart: a server with a short queue keeps up with them.
    private void Tend()
    {
        int spoken = 0;
        calls.RemoveAll(call => IsOver(call, ref spoken));
    }

    private bool IsOver(Call call, ref int spoken)
    {
        bool stayed = Stopwatch.GetElapsedTime(call.Since).TotalMilliseconds >= stayMs;
        try
        {
            if (!call.Spoken && (manner == "speak-late" ? stayed && spoken < 2 : manner is "speak" or "speak-abort") && call.Socket.State == TcpState.Established)
            {
                call.Socket.Send("hello\n"u8);
                call.Spoken = true;
                spoken++;
            }

            if (!call.Spoken && manner == "half" && call.Socket.State == TcpState.Established)
            {
                call.Socket.ShutdownSend();
                call.Spoken = true;
            }

            bool over = manner switch
            {
                "leave" or "abort" or "speak-abort" => stayed,
                _ => call.Socket.TryReceive(buffer) == 0,
            };
            if (!over)
            {
                return false;
            }

            if (manner is "abort" or "speak-abort")
            {
                call.Socket.ResetOnClose();
            }
        }
        catch (LabException)
        {
            // Refused or reset: that was this visit.
        }

        call.Socket.Dispose();
        return true;
    }
}

/// <summary>One connection of a client.</summary>
internal sealed class Call(LabSocket socket, long since)
{
    internal LabSocket Socket => socket;

    /// <summary>When it was begun (Stopwatch).</summary>
    internal long Since => since;

    /// <summary>True when the word has been sent, or the end.</summary>
    internal bool Spoken { get; set; }
}

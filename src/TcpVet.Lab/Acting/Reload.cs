using System.Diagnostics;
using TcpVet.Model;

namespace TcpVet.Lab.Acting;

/// <summary>
/// A server with three listeners on one port (SO_REUSEPORT) that reloads all the time, and badly: at each reload the
/// newest listener stops accepting, and two reloads later it is closed with clients in its queue, whom the kernel
/// resets. Arguments: what to listen on; the milliseconds between reloads.
/// </summary>
internal static class Reload
{
    internal const string Role = "reload";

    internal static void Play(Part part)
    {
        InetEndpoint on = part.Endpoint(0);
        TimeSpan every = TimeSpan.FromMilliseconds(part.Number(1));
        Queue<LabSocket> old = new([Open(on), Open(on)]);
        LabSocket fresh = Open(on);
        List<LabSocket> served = [];
        byte[] buffer = new byte[256];
        Part.Ready();
        long last = Stopwatch.GetTimestamp();
        while (Part.WaitFor(fresh, TimeSpan.FromMilliseconds(50)))
        {
            while (fresh.TryAccept() is { } connection)
            {
                served.Add(connection);
            }

            served.RemoveAll(connection => IsOver(connection, buffer));
            if (Stopwatch.GetElapsedTime(last) >= every)
            {
                last = Stopwatch.GetTimestamp();
                old.Dequeue().Dispose();
                old.Enqueue(fresh);
                fresh = Open(on);
            }
        }
    }

    private static LabSocket Open(InetEndpoint on) => LabSocket.OpenTcp(on.Addr.Family).ReusePort().Bind(on).Listen(128);

    private static bool IsOver(LabSocket connection, byte[] buffer)
    {
        try
        {
            if (connection.TryReceive(buffer) != 0)
            {
                return false;
            }
        }
        catch (LabException)
        {
            // Reset by the client.
        }

        connection.Dispose();
        return true;
    }
}

using System.Diagnostics;
using TcpVet.Model;

namespace TcpVet.Lab.Acting;

/// <summary>
/// A program that tries one port of address after address, in vain. Arguments: the first IPv4 address and the port; how
/// many attempts are under way at once; the milliseconds after which it gives one up.
/// </summary>
internal static class Scan
{
    internal const string Role = "scan";

    internal static void Play(Part part)
    {
        InetEndpoint first = part.Endpoint(0);
        int atOnce = part.Number(1);
        long patienceMs = part.Number(2);
        byte[] address = new byte[4];
        first.Addr.Write(address);
        uint next = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(address);
        Queue<Call> calls = [];
        bool ready = false;
        do
        {
            while (calls.TryPeek(out Call? oldest) && Stopwatch.GetElapsedTime(oldest.Since).TotalMilliseconds >= patienceMs)
            {
                calls.Dequeue().Socket.Dispose();
            }

            // Spread over the time of one attempt, but for the beginning.
            for (int i = 0; calls.Count < atOnce && (!ready || i < Math.Max(1, atOnce * 200 / patienceMs)); i++)
            {
                System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(address, next++);
                LabSocket socket =
                    LabSocket.OpenTcp(AddressFamily.IPv4).StartConnect(new(InetAddress.Read(AddressFamily.IPv4, address), first.Port));
                calls.Enqueue(new Call(socket, Stopwatch.GetTimestamp()));
            }

            if (!ready)
            {
                Part.Ready();
                ready = true;
            }
        }
        while (Part.Wait(TimeSpan.FromMilliseconds(200)));
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TcpVet.Configs.Tests;

/// <summary>A server behind a proxy, in the namespace of the thread that makes it: it answers after a moment and notes for how long each
/// connection was idle before the proxy closed it.</summary>
internal sealed class Backend : IDisposable
{
    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<double> idle = [];
    private int accepted;

    public Backend(int port, int answersAfter)
    {
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen(512);
        new Thread(() => Accept(answersAfter)) { IsBackground = true }.Start();
    }

    /// <summary>Connections so far.</summary>
    public int Accepted => Volatile.Read(ref accepted);

    /// <summary>Seconds between the last answer and the end of each connection that the proxy has closed.</summary>
    public double[] Idle
    {
        get
        {
            lock (idle)
            {
                return [.. idle];
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => listener.Dispose();

    private void Accept(int answersAfter)
    {
        try
        {
            while (true)
            {
                Socket socket = listener.Accept();
                Interlocked.Increment(ref accepted);
                new Thread(() => Serve(socket, answersAfter)) { IsBackground = true }.Start();
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // It was disposed.
        }
    }

    private void Serve(Socket socket, int answersAfter)
    {
        byte[] buffer = new byte[8_192];
        DateTime last = DateTime.UtcNow;
        try
        {
            while (socket.Receive(buffer) > 0)
            {
                Thread.Sleep(answersAfter);
                socket.Send(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
                last = DateTime.UtcNow;
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // Closed with a reset: closed all the same.
        }

        lock (idle)
        {
            idle.Add((DateTime.UtcNow - last).TotalSeconds);
        }

        socket.Dispose();
    }
}

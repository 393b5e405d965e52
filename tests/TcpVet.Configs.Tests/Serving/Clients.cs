using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TcpVet.Configs.Tests;

/// <summary>Connections to a server on loopback, in the network namespace of the thread that opens them.</summary>
internal sealed class Clients : IDisposable
{
    private readonly List<Socket> sockets = [];

    /// <summary>What became of a connection.</summary>
    internal enum Fate
    {
        /// <summary>It is open and nothing came.</summary>
        Open,

        /// <summary>The server sent something.</summary>
        Answered,

        /// <summary>The server closed it.</summary>
        Closed,

        /// <summary>The server reset it.</summary>
        Reset,
    }

    /// <summary>Opens connections and sends the same on each.</summary>
    public static Clients Open(int count, int port, string? sends = null)
    {
        Clients clients = new();
        for (int i = 0; i < count; i++)
        {
            Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            clients.sockets.Add(socket);
            socket.Connect(IPAddress.Loopback, port);
            if (sends is not null)
            {
                socket.Send(Encoding.Latin1.GetBytes(sends));
            }
        }

        return clients;
    }

    /// <summary>A GET that asks for the end of the connection, or for more on it.</summary>
    public static string Get(bool close = false) => $"GET / HTTP/1.1\r\nHost: x\r\n{(close ? "Connection: close\r\n" : "")}\r\n";

    /// <summary>Sends one GET and reads until the server closes.</summary>
    public static void Fetch(int port)
    {
        using Clients one = Open(1, port, Get(close: true));
        one.ReadToEnd(0);
    }

    /// <summary>Sends on one of them.</summary>
    public void Send(int which, string text) => sockets[which].Send(Encoding.Latin1.GetBytes(text));

    /// <summary>Reads what comes within a time; empty when it is closed or nothing comes.</summary>
    public string Read(int which, int milliseconds = 5_000)
    {
        byte[] buffer = new byte[65_536];
        sockets[which].ReceiveTimeout = milliseconds;
        try
        {
            return Encoding.Latin1.GetString(buffer, 0, sockets[which].Receive(buffer));
        }
        catch (SocketException)
        {
            return "";
        }
    }

    /// <summary>Reads until the server closes.</summary>
    public void ReadToEnd(int which)
    {
        while (Read(which).Length > 0)
        {
        }
    }

    /// <summary>How many of them met which fate.</summary>
    public int Count(Fate fate) => sockets.Count(socket => Of(socket) == fate);

    /// <inheritdoc/>
    public void Dispose() => sockets.ForEach(socket => socket.Dispose());

    private static Fate Of(Socket socket)
    {
        socket.Blocking = false;
        try
        {
            return socket.Receive(new byte[1], SocketFlags.Peek) == 0 ? Fate.Closed : Fate.Answered;
        }
        catch (SocketException refused)
        {
            return refused.SocketErrorCode == SocketError.WouldBlock ? Fate.Open : Fate.Reset;
        }
        finally
        {
            socket.Blocking = true;
        }
    }
}

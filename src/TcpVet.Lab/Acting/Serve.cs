namespace TcpVet.Lab.Acting;

/// <summary>
/// A server of the listener it was given that ends each connection. Arguments: who closes (<c>first</c>: it does, at once;
/// <c>last</c>: it does, after the client; <c>answered</c>: it does, after the client's first bytes;
/// <c>unread</c>: it does, after one byte, with the others unread: the kernel resets), and the milliseconds that it takes to turn to
/// clients who wait. </summary>
internal static class Serve
{
    internal const string Role = "serve";

    internal static void Play(Part part)
    {
        LabSocket listener = part.Given(0);
        string manner = part.Arguments[0];
        TimeSpan pause = TimeSpan.FromMilliseconds(part.Number(1));
        List<LabSocket> open = [];
        byte[] buffer = new byte[4096];
        Part.Ready();
        while (Part.WaitFor(listener, open.Count > 0 ? TimeSpan.FromMilliseconds(20) : TimeSpan.FromSeconds(60)))
        {
            if (pause > TimeSpan.Zero && !Part.Wait(pause))
            {
                return;
            }

            while (listener.TryAccept() is { } connection)
            {
                open.Add(connection);
            }

            open.RemoveAll(connection => IsDone(connection, manner, buffer));
        }
    }

    private static bool IsDone(LabSocket connection, string manner, byte[] buffer)
    {
        try
        {
            int? got = manner == "first" ? 0 : connection.TryReceive(buffer.AsSpan(0, manner == "unread" ? 1 : buffer.Length));
            if (got is null || (got > 0 && manner == "last"))
            {
                return false;
            }
        }
        catch (LabException)
        {
            // The client has gone without a farewell.
        }

        connection.Dispose();
        return true;
    }
}

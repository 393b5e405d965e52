namespace TcpVet.Lab.Acting;

/// <summary>A server that accepts every connection of the listener it was given, and never closes one.</summary>
internal static class Keep
{
    internal const string Role = "keep";

    internal static void Play(Part part)
    {
        LabSocket listener = part.Given(0);
        List<LabSocket> kept = [];
        Part.Ready();
        while (Part.WaitFor(listener, TimeSpan.FromSeconds(60)))
        {
            while (listener.TryAccept() is { } connection)
            {
                kept.Add(connection);
            }
        }
    }
}

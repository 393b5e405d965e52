namespace TcpVet.Operations.Sources;

/// <summary>A network namespace whose sockets an operation looks at: on this host, or in a record.</summary>
public abstract class Place
{
    /// <summary>Its name in output.</summary>
    public abstract string Label { get; }

    /// <summary>The host that it is on.</summary>
    public abstract string Host { get; }

    /// <summary>When it was observed.</summary>
    public abstract DateTimeOffset TakenAt { get; }

    /// <summary>Looks inside: on a thread of the namespace where it is a live one.</summary>
    /// <param name="inside">Looks. Afterwards the sockets are gone; names of processes and cgroups can still be asked for.</param>
    public abstract void Look(Action<PlaceView> inside);
}

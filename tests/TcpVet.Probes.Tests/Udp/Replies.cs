namespace TcpVet.Probes.Tests.Udp;

/// <summary>True replies to <see cref="Asked.Context"/>: what is read of them, and that no damage to them does harm.</summary>
internal static class Replies
{
    /// <summary>The reply is understood as this, and so is none of its beginnings in a way that breaks.</summary>
    public static void Are(string name, string summary, string hex)
    {
        byte[] reply = Asked.Hex(hex);
        Assert.Equal(summary, Asked.Read(name, reply));
        Survives(name, reply);
    }

    /// <summary>The reply is of something else, or answers another question.</summary>
    public static void AreNot(string name, string hex)
    {
        byte[] reply = Asked.Hex(hex);
        Assert.Null(Asked.Read(name, reply));
        Survives(name, reply);
    }

    /// <summary>Neither throws nor hangs nor lets anything unprintable through.</summary>
    public static void Survives(string name, byte[] valid) =>
        Fuzz.Broken(valid).ForAll(bytes => CatalogueTests.IsSafe(Asked.Question(name).Read(bytes, Asked.Context)), iter: Fuzz.Iterations);
}

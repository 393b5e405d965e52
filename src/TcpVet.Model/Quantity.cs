using System.Globalization;

namespace TcpVet.Model;

/// <summary>Numbers of things in a sentence.</summary>
public static class Quantity
{
    /// <summary><c>1 socket</c>, <c>2 sockets</c>, <c>0 sockets</c>.</summary>
    public static string Of(long count, string thing) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {thing}{(count == 1 ? "" : "s")}");
}

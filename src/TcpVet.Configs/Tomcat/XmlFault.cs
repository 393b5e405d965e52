namespace TcpVet.Configs.Tomcat;

/// <summary>A text that is no XML, and where it stops being some.</summary>
/// <param name="line">From 1.</param>
/// <param name="column">From 1, in UTF-16 units.</param>
/// <param name="message">What was expected and what was found, or what is not allowed.</param>
internal sealed class XmlFault(int line, int column, string message) : Exception(message)
{
    public int Line => line;

    public int Column => column;
}

namespace TcpVet.Lab.Scenarios.Real;

/// <summary>The real servers of the distribution: installed, or unpacked below the folder that the environment variable names.</summary>
internal static class Servers
{
    /// <summary>A folder with the distribution's packages unpacked, so that nothing has to be installed (and started) on the
    /// host.</summary>
    public const string FolderVariable = "TCPVET_LAB_SERVERS";

    /// <summary>nginx; null when it is not there.</summary>
    public static string? Nginx => Unpacked("usr/sbin/nginx") ?? Tool.Find("nginx");

    /// <summary>The folder of Tomcat 10 (CATALINA_HOME), as Debian and Ubuntu lay it out; null when it is not there.</summary>
    public static string? Tomcat => Unpacked("usr/share/tomcat10/bin/bootstrap.jar") is { } jar
        ? System.IO.Path.GetDirectoryName(System.IO.Path.GetDirectoryName(jar))
        : File.Exists("/usr/share/tomcat10/bin/bootstrap.jar") ? "/usr/share/tomcat10" : null;

    /// <summary>The compiler that Tomcat's JSP pages need; null when it is not there.</summary>
    public static string? JspCompiler => Unpacked("usr/share/java/eclipse-jdt-core.jar")
        ?? (File.Exists("/usr/share/java/eclipse-jdt-core.jar") ? "/usr/share/java/eclipse-jdt-core.jar" : null);

    private static string? Unpacked(string path) =>
        Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } folder && File.Exists(System.IO.Path.Combine(folder, path))
            ? System.IO.Path.Combine(folder, path)
            : null;
}

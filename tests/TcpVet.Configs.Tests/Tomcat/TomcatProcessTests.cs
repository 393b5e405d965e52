using System.IO.Compression;
using System.Text;
using TcpVet.Configs.Tomcat;

namespace TcpVet.Configs.Tests.Tomcat;

public sealed class TomcatProcessTests
{
    [Theory]
    [InlineData("/usr/bin/java|-Dcatalina.base=/var/lib/tomcat10|-Dcatalina.home=/usr/share/tomcat10|org.apache.catalina.startup.Bootstrap|start", "/var/lib/tomcat10/conf/server.xml", "/usr/share/tomcat10/lib/catalina.jar")]
    [InlineData("java|-Dcatalina.home=/opt/tomcat/|org.apache.catalina.startup.Bootstrap|start", "/opt/tomcat/conf/server.xml", "/opt/tomcat/lib/catalina.jar")]
    [InlineData("java|-Dcatalina.base=/a|-Dcatalina.base=/b|org.apache.catalina.startup.Bootstrap|-config|conf/two.xml|start", "/b/conf/two.xml", "/b/lib/catalina.jar")]
    [InlineData("java|-Dcatalina.base=/a|org.apache.catalina.startup.Bootstrap|-config|/etc/two.xml|start", "/etc/two.xml", "/a/lib/catalina.jar")]
    [InlineData("java|-config|x|-Dcatalina.base=/a|org.apache.catalina.startup.Bootstrap|start", "/a/conf/server.xml", "/a/lib/catalina.jar")]
    public void The_arguments_say_where_it_reads(string arguments, string file, string jar)
    {
        TomcatProcess process = TomcatProcess.Of(arguments.Split('|'))!;

        Assert.Equal((file, jar), (process.ServerXml, process.CatalinaJar));
    }

    [Theory]
    [InlineData("java|-jar|app.jar")]
    [InlineData("java|-cp|x|org.springframework.boot.loader.launch.JarLauncher")]
    [InlineData("java|-Dcatalina.base=relative|org.apache.catalina.startup.Bootstrap")]
    [InlineData("java|-Dcatalina.base=|org.apache.catalina.startup.Bootstrap")]
    [InlineData("")]
    public void Without_them_nothing_is_guessed(string arguments) => Assert.Null(TomcatProcess.Of(arguments.Split('|')));

    [Fact]
    public void The_jar_tells_its_version()
    {
        Assert.Equal("10.1.60", TomcatVersion.Of(Jar("org/apache/catalina/util/ServerInfo.properties", "# x\nserver.info=Apache Tomcat/10.1.60 (Debian)\nserver.number=10.1.60.0\r\n")));
        Assert.Null(TomcatVersion.Of(Jar("a.txt", "server.number=1.2.3.4")));
        Assert.Null(TomcatVersion.Of(new MemoryStream(Encoding.ASCII.GetBytes("no archive"))));
        Assert.Null(TomcatVersion.OfProperties("server.number=ten.one"));
    }

    private static MemoryStream Jar(string name, string text)
    {
        MemoryStream jar = new();
        using (ZipArchive archive = new(jar, ZipArchiveMode.Create, leaveOpen: true))
        {
            using StreamWriter writer = new(archive.CreateEntry(name).Open());
            writer.Write(text);
        }

        jar.Position = 0;
        return jar;
    }
}

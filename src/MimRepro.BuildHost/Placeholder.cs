namespace MimRepro.BuildHost;

namespace MimRepro.Tasks;
